// The place of a manifest → its Manifest, every Problem, and the facts it needed. Gathers what the pure code may not:
// bytes, included files, accounts, programs. Judges only what may be trusted; the rest is manifest/'s business.

import { posix } from 'node:path';
import { lookUpAccount } from './facts.ts';
import type { Host } from './host.ts';
import { resolveIncludes } from './include.ts';
import { accountsNamed, compile, type ParsedSource, parse } from './manifest/index.ts';
import { quickYaml } from './manifest/quick-yaml.ts';
import { decodeSource, MAX_BYTES, type Source } from './manifest/source.ts';
import type { Facts, Manifest, Place, Problem } from './model.ts';
import { gatherNeeds } from './needs.ts';
import { distrust } from './trust.ts';

export interface Loaded {
  /** null when there are errors. */
  readonly manifest: Manifest | null;
  readonly problems: readonly Problem[];
  /** Place.file → text, for the source lines in reports. */
  readonly sources: ReadonlyMap<string, string>;
  /** It could not be read, or may not be trusted: another exit code. */
  readonly unreadable: boolean;
  /** With accounts and programs looked up. */
  readonly facts: Facts;
}

export interface Candidates {
  readonly flag: string | null;
  readonly variable: string | null;
  readonly settings: string | null;
  readonly cwd: string;
  readonly configDir: string;
}

/** Which manifest, and what said so. A place that was named is taken as it is; only the defaults are looked for. */
export async function findManifest(
  host: Host,
  from: Candidates,
): Promise<{ readonly path: string; readonly why: string; readonly instead?: string }> {
  const absolute = (path: string): string => (path === '-' ? path : posix.resolve(from.cwd, path));
  if (from.flag !== null) return { path: absolute(from.flag), why: '--file' };
  if (from.variable) return { path: absolute(from.variable), why: '$DAEMONSYNC_FILE' };
  if (from.settings !== null) return { path: absolute(from.settings), why: 'config.ini' };
  const near = posix.join(from.cwd, 'daemons.yaml');
  const kept = posix.join(from.configDir, 'daemonsync', 'daemons.yaml');
  if (await host.look(near)) return { path: near, why: 'it is in this folder' };
  if (await host.look(kept)) return { path: kept, why: 'it is in the configuration folder' };
  return { path: near, why: `there is no ${kept} either`, instead: kept };
}

/** The bytes of a manifest and of all it includes, read and parsed: the same for every system it is compiled for. */
export interface ReadManifest {
  readonly path: string;
  readonly main: ParsedSource | null;
  readonly included: readonly ParsedSource[];
  /** What could not be read, or may not be trusted. */
  readonly refused: readonly Problem[];
  /** Of what it includes. */
  readonly warnings: readonly Problem[];
  readonly sources: ReadonlyMap<string, string>;
  /** Patterns of `include` that lead somewhere, and those that lead nowhere now. */
  readonly includes: { readonly matched: readonly string[]; readonly empty: readonly string[] };
}

export async function readManifest(
  host: Host,
  path: string,
  facts: Facts,
  instead: string | null = null,
): Promise<ReadManifest> {
  const first = await readSource(host, path, facts, null);
  const main = instead !== null && 'code' in first && first.code === 'unreadable' ? noManifest(path, instead) : first;
  if (!('source' in main))
    return { path, main: null, included: [], refused: [main], warnings: [], sources: new Map(), includes: NONE };
  const sources = new Map([[main.source.name, main.source.text]]);
  const included: ParsedSource[] = [];
  const resolved = await resolveIncludes(host, main, facts);
  const refused: Problem[] = [...resolved.refused];
  for (const found of resolved.files) {
    const one = await readSource(host, found.path, facts, found.at);
    if ('source' in one) {
      sources.set(one.source.name, one.source.text);
      included.push(one);
    } else refused.push(one);
  }
  const { warnings, matched, empty } = resolved;
  return { path, main, included, refused, warnings, sources, includes: { matched, empty } };
}

const NONE = { matched: [], empty: [] } as const;

export async function loadManifest(host: Host, read: ReadManifest, facts: Facts): Promise<Loaded> {
  const { main, included, refused, sources, path } = read;
  if (!main || refused.length > 0)
    return { manifest: null, problems: refused, sources, unreadable: refused.some(isUnreadable), facts };
  const known = { ...facts, accounts: await accounts(host, facts, [main, ...included]) };
  const real = path === '-' ? null : await host.real(path);
  const { manifest, problems } = compile(main, included, known, real);
  const sorted = sortByPlace([...read.warnings, ...problems], [...sources.keys()]);
  if (!manifest) return { manifest, problems: sorted, sources, unreadable: false, facts: known };
  return { manifest, problems: sorted, sources, unreadable: false, facts: await gatherNeeds(host, manifest, known) };
}

const UNREADABLE = new Set(['unreadable', 'untrusted', 'too-large']);
const isUnreadable = (problem: Problem): boolean => UNREADABLE.has(problem.code);

async function readSource(
  host: Host,
  path: string,
  facts: Facts,
  includedAt: Place | null,
): Promise<ParsedSource | Problem> {
  if (path === '-') {
    const input = await host.stdin(MAX_BYTES);
    if ('error' in input) return cannotRead('standard input', input.error, includedAt);
    const source = decodeSource('standard input', null, input.bytes);
    return 'severity' in source ? source : parseSource(source, 'main');
  }
  const resolved = await host.resolve(path);
  if ('error' in resolved) return cannotRead(path, resolved.error, includedAt);
  const real = resolved.path;
  const why = await distrust(host, real, facts);
  if (why)
    return {
      severity: 'error',
      code: 'untrusted',
      message: `${path} ${why.message}`,
      hint: why.hint,
      at: includedAt ?? whole(path),
    };
  const file = await host.read(real, MAX_BYTES);
  if ('error' in file) return cannotRead(path, file.error, includedAt);
  const source = decodeSource(path, posix.dirname(real), file.bytes);
  return 'severity' in source ? source : parseSource(source, includedAt ? 'included' : 'main');
}

/** The yaml package is loaded for the texts that need it: those with mistakes in them, and with rarer YAML. */
export async function parseSource(source: Source, role: 'main' | 'included'): Promise<ParsedSource> {
  const tree = quickYaml(source);
  const read = tree ? { tree, problems: [] } : (await import('./manifest/yaml.ts')).readYaml(source);
  return parse(source, read, role);
}

const whole = (file: string): Place => ({ file, line: 1, column: 1, length: 0 });

/** Nobody named one, and there is none where they are looked for. */
const noManifest = (path: string, instead: string): Problem => ({
  severity: 'error',
  code: 'unreadable',
  message: `there is no manifest: neither ${path} nor ${instead}`,
  hint: 'begin one with `version: 1` and `daemons:`, or name another with --file',
  at: whole(path),
});

const READ_ERRORS: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: ['does not exist', 'write one, or name another with --file'],
  ENOTDIR: ['does not exist: something on the way is not a folder', 'name another with --file'],
  EACCES: ['may not be read', 'chmod u+r it, and u+x the folders above'],
  EISDIR: ['is a folder', 'name the file in it'],
  ENOTFILE: ['is not a regular file', 'name a file; for a pipe write `--file -`'],
  ELOOP: ['is a symlink that leads in a circle', 'mend the link'],
  EFBIG: [`is larger than ${MAX_BYTES / 1024 / 1024} MiB`, 'a manifest is a few kilobytes: is this the right file?'],
};

function cannotRead(path: string, error: string, includedAt: Place | null): Problem {
  const [message, hint] = READ_ERRORS[error] ?? [`cannot be read (${error})`, 'try again, or name another with --file'];
  const code = error === 'EFBIG' ? 'too-large' : 'unreadable';
  const mend = includedAt && error === 'ENOENT' ? 'make it, or take it out of `include`' : hint;
  return { severity: 'error', code, message: `${path} ${message}`, hint: mend, at: includedAt ?? whole(path) };
}

async function accounts(host: Host, facts: Facts, sources: readonly ParsedSource[]): Promise<Facts['accounts']> {
  if (!facts.thisMachine) return {};
  const named = accountsNamed(sources).filter((user) => user !== facts.account.user);
  const found: [string, Facts['accounts'][string]][] = [];
  for (const user of named) found.push([user, await lookUpAccount(host, facts, user)]);
  return Object.fromEntries(found);
}

function sortByPlace(problems: readonly Problem[], files: readonly string[]): Problem[] {
  const rank = (problem: Problem): number => files.indexOf(problem.at?.file ?? '');
  const by = (a: Problem, b: Problem): number =>
    rank(a) - rank(b) || (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0);
  return [...problems].sort(by);
}
