// Sources × Facts → Manifest and every Problem in them, all at once. The pipeline of this folder, in one page:
// read (yaml) → shape (schema) → merge → daemon (fields) → judge (together, between) → lint. Pure: reads no file.

import { globMatches } from '../glob.ts';
import type { Daemon, Facts, Manifest, Place, Problem } from '../model.ts';
import { judgeTogether, type LeftOut } from './between.ts';
import { readDaemon } from './daemon.ts';
import { lint } from './lint.ts';
import { type Effective, effective } from './merge.ts';
import { items, text } from './reading.ts';
import { checkShape, type Shape } from './shape.ts';
import type { Source } from './source.ts';
import { judge } from './together.ts';
import { child, keyPlace, mapAt, type MapEntry, type MapNode, type Node, place, scalarAt } from './tree.ts';
import type { Read } from './yaml.ts';

/** What a text says, whatever the machine: read once, however many systems it is compiled for. */
export interface ParsedSource {
  readonly source: Source;
  readonly read: Read;
  readonly shape: Shape;
}

const NO_SHAPE: Shape = { problems: [], broken: new Map(), brokenDefaults: new Set() };

export function parse(source: Source, read: Read, role: 'main' | 'included' = 'main'): ParsedSource {
  const { tree } = read;
  return { source, read, shape: tree ? checkShape(role === 'included' ? asManifest(tree) : tree) : NO_SHAPE };
}

export interface Compiled {
  readonly manifest: Manifest | null;
  readonly problems: readonly Problem[];
}

const UNIT_SUFFIX = /\.(?:service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/;

/** `included` are in sorted order. */
export function compile(
  main: ParsedSource,
  included: readonly ParsedSource[],
  facts: Facts,
  path: string | null,
): Compiled {
  const problems: Problem[] = [main, ...included].flatMap((one) => one.read.problems);
  const tree = main.read.tree;
  if (!tree || included.some((one) => !one.read.tree)) return { manifest: null, problems };
  const shapes = [main, ...included].map((one) => one.shape);
  for (const shape of shapes) for (const problem of shape.problems) problems.push(problem);
  for (const one of included) for (const problem of strangers(one.read.tree as Node)) problems.push(problem);
  const namespace = text(child(tree, 'namespace')) ?? 'default';
  const labelPrefix = text(child(tree, 'label_prefix')) ?? facts.labelPrefix;
  const broken = new Map(shapes.flatMap((shape) => [...shape.broken]));
  const found = gather([tree, ...included.map((one) => one.read.tree as Node)], problems);
  problems.push(...misplacedDefaults(child(tree, 'defaults')));
  const defaults = without(child(tree, 'defaults'), shapes[0]?.brokenDefaults);
  const os = facts.platform === 'launchd' ? 'macos' : 'linux';
  const flat = problems.some((problem) => problem.code === 'indent');
  const daemons: Daemon[] = [];
  const leftOut: LeftOut[] = [];
  const fields = new Map<string, Effective>();
  for (const [name, node] of found) {
    const wrong = broken.get(name);
    if (flat && !wrong && node.entries.size === 0) continue; // Its fields stand beside it, which has been said.
    if (wrong) {
      leftOut.push({ name, why: null });
      const rest = without(node, wrong);
      if (rest) problems.push(...valueProblems(name, effective(defaults, rest, os), facts, main.source.dir));
      continue;
    }
    const all = effective(defaults, node, os);
    const elsewhere = whyElsewhere(child(all.merged, 'only'), os, facts);
    if (elsewhere?.otherSystem) {
      leftOut.push({ name, why: elsewhere.why });
      continue;
    }
    const daemon = readDaemon(name, all, facts, main.source.dir, problems);
    if (!daemon) continue;
    judge(daemon, all, facts, problems);
    for (const problem of lonelyTildes(node, name)) problems.push(problem);
    lint(daemon, all, facts, problems);
    if (elsewhere) leftOut.push({ name, why: elsewhere.why });
    else {
      daemons.push(daemon);
      fields.set(name, all);
    }
  }
  for (const problem of judgeTogether(daemons, leftOut, facts, placeOf(fields))) problems.push(problem);
  if (problems.some((problem) => problem.severity === 'error')) return { manifest: null, problems };
  const sorted = daemons.sort((a, b) => (a.name < b.name ? -1 : 1));
  const keptAway = leftOut.flatMap(({ name, why }) => (why === null ? [] : [name]));
  const manifest = { path, namespace, labelPrefix, daemons: sorted };
  return { manifest: keptAway.length === 0 ? manifest : { ...manifest, keptAway }, problems };
}

/** `~` alone is nothing to YAML, and a home folder to whoever wrote it. (As the working directory it comes to the same.) */
function lonelyTildes(node: Node, daemon: string): Problem[] {
  if (node.kind === 'list') return node.items.flatMap((item) => lonelyTildes(item, daemon));
  if (node.kind === 'map') {
    return [...node.entries].flatMap(([key, { value }]) =>
      key === 'working_directory' ? [] : lonelyTildes(value, daemon),
    );
  }
  if (node.value !== null || node.text !== '~') return [];
  const message = 'a lone `~` is nothing in YAML: it takes the value away';
  return [
    {
      severity: 'warning',
      code: 'tilde',
      message,
      daemon,
      at: place(node),
      hint: 'for the home folder write ~/ or ${HOME}',
    },
  ];
}

/** A map less the fields whose shape is wrong; null where it is no map at all. */
function without(node: Node | undefined, wrong: ReadonlySet<string> | undefined): MapNode | null {
  if (node?.kind !== 'map' || wrong?.has('*')) return null;
  return wrong
    ? mapAt(
        node,
        [...node.entries].filter(([key]) => !wrong.has(key)),
      )
    : node;
}

/** What the missing fields would have said, nothing may be concluded from. */
const FOLLOWS_FROM_OTHERS = new Set(['no-command', 'command-and-shell', 'boot', 'window']);

/** All mistakes at once: the fields that are well-formed are still read for theirs. */
function valueProblems(name: string, all: Effective, facts: Facts, dir: string | null): Problem[] {
  const found: Problem[] = [];
  readDaemon(name, all, facts, dir, found);
  return found.filter((problem) => !FOLLOWS_FROM_OTHERS.has(problem.code));
}

/** What a manifest includes, as written, with where: for whoever may look at folders. */
export function includes(main: ParsedSource): readonly { readonly pattern: string; readonly at: Place }[] {
  const node = child(main.read.tree ?? undefined, 'include');
  const list = node?.kind === 'scalar' ? [node] : items(node);
  return list.flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' ? [{ pattern: item.text, at: place(item) }] : [],
  );
}

/** Other accounts the manifest speaks of: for whoever may look them up. */
export function accountsNamed(sources: readonly ParsedSource[]): string[] {
  const users = new Set<string>();
  for (const { read } of sources) {
    const daemons = child(read.tree ?? undefined, 'daemons');
    for (const [, { value }] of daemons?.kind === 'map' ? daemons.entries : []) {
      for (const one of [value, child(value, 'linux'), child(value, 'macos')]) {
        const user = text(child(child(one, 'boot'), 'user'));
        if (user) users.add(user);
      }
    }
  }
  return [...users].sort();
}

/** An included file needs no version of its own. */
function asManifest(tree: Node): Node {
  if (tree.kind !== 'map' || tree.entries.has('version')) return tree;
  return mapAt(tree, [['version', { key: tree, value: scalarAt(tree, 1) }], ...tree.entries]);
}

function strangers(tree: Node): Problem[] {
  if (tree.kind !== 'map') return [];
  return ['namespace', 'label_prefix', 'defaults', 'include'].flatMap((key) => {
    const at = keyPlace(tree, key);
    const hint = 'move it to the file that includes this one';
    return at
      ? [
          {
            severity: 'error' as const,
            code: 'included',
            message: `\`${key}\` cannot stand in an included file`,
            at,
            hint,
          },
        ]
      : [];
  });
}

function misplacedDefaults(defaults: Node | undefined): Problem[] {
  const never = ['command', 'shell', 'schedule', 'watch_paths', 'sockets', 'only', 'boot'];
  return ['linux', 'macos'].flatMap((os) =>
    never.flatMap((key) => {
      const at = keyPlace(child(defaults, os), key);
      return at
        ? [{ severity: 'error' as const, code: 'name', message: `\`${key}\` cannot stand in \`defaults.${os}\``, at }]
        : [];
    }),
  );
}

function gather(trees: readonly Node[], problems: Problem[]): Map<string, MapNode> {
  const found = new Map<string, MapEntry>();
  const folded = new Map<string, MapEntry>();
  for (const tree of trees) {
    const daemons = child(tree, 'daemons');
    for (const [name, entry] of daemons?.kind === 'map' ? daemons.entries : []) {
      const twin = folded.get(name.toLowerCase());
      if (twin) {
        const related = [{ at: place(twin.key), message: 'first here' }];
        problems.push({
          severity: 'error',
          code: 'duplicate-daemon',
          message: `there are two daemons \`${name}\``,
          daemon: name,
          at: place(entry.key),
          related,
        });
      } else folded.set(name.toLowerCase(), entry);
      problems.push(...badName(name, entry));
      found.set(name, entry);
    }
  }
  return new Map(
    [...found].map(([name, { key, value }]) => [
      name,
      value.kind === 'map' ? { ...value, start: key.start, end: key.end } : mapAt(key, []),
    ]),
  );
}

function badName(name: string, { key }: MapEntry): Problem[] {
  const say = (message: string, hint: string): Problem[] => [
    { severity: 'error', code: 'name', message, daemon: name, at: place(key), hint },
  ];
  const suffix = UNIT_SUFFIX.exec(name)?.[0];
  if (suffix) return say(`\`${name}\` ends like a unit`, `leave \`${suffix}\` off: daemonsync adds it`);
  if (name === 'daemonsync-autostart') return say(`\`${name}\` is daemonsync's own`, 'choose another name');
  return [];
}

function whyElsewhere(
  only: Node | undefined,
  os: string,
  facts: Facts,
): { readonly why: string; readonly otherSystem: boolean } | null {
  if (!only) return null;
  const wantedOs = text(child(only, 'os'));
  if (wantedOs && wantedOs !== os)
    return { why: `exists only on ${wantedOs === 'macos' ? 'macOS' : 'Linux'}`, otherSystem: true };
  const among = (key: string): string[] => {
    const node = child(only, key);
    return (node?.kind === 'list' ? node.items : node ? [node] : []).map((one) => text(one) ?? '');
  };
  const hosts = among('host');
  if (hosts.length > 0 && !hosts.some((host) => globMatches(host.toLowerCase(), facts.hostname.toLowerCase()))) {
    return { why: `exists only on the host ${hosts.join(', ')}, and this is ${facts.hostname}`, otherSystem: false };
  }
  const users = among('user');
  if (users.length > 0 && !users.includes(facts.account.user))
    return { why: `exists only for the user ${users.join(', ')}`, otherSystem: false };
  return null;
}

const placeOf =
  (fields: ReadonlyMap<string, Effective>) =>
  (daemon: string, field: 'after' | 'needs' | 'when', index: number): Place | undefined => {
    const node = child(fields.get(daemon)?.merged, field);
    const at = node?.kind === 'list' ? (node.items[index] ?? node) : node;
    return at && place(at);
  };
