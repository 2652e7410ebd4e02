// A unit's name × the files there → what systemd would have loaded for it: fragment, drop-ins, what they say together,
// and whether it is willing to run that. Reads with the project's own readers; keeps no state but a memo of texts.

import { mergeDropIns, readUnit, type Effective } from '../../../src/systemd/unit.ts';
import { readExec } from '../../../src/systemd/exec.ts';
import { expandSpecifiers, userValues } from '../../../src/systemd/specifiers.ts';
import { type UnitType, unitType } from '../../../src/systemd/unit-name.ts';
import { baseName, type MemoryFiles } from '../memory-files.ts';

export type Load = 'loaded' | 'not-found' | 'bad-setting' | 'error' | 'masked';

export interface Definition {
  readonly load: Load;
  readonly fragment: string | null;
  readonly dropIns: readonly string[];
  readonly effective: Effective;
  /** Units it names: as long as it is wanted itself, they are kept in memory for it. */
  readonly refers: readonly string[];
  readonly wants: readonly string[];
  readonly requires: readonly string[];
  /** Of a timer, path or socket: what it starts. */
  readonly triggers: string | null;
}

export interface Reader {
  readonly files: MemoryFiles;
  readonly unitPath: readonly string[];
  readonly version: number;
  readonly account: { readonly user: string; readonly uid: number; readonly home: string };
}

const NOTHING: Definition = {
  load: 'not-found',
  fragment: null,
  dropIns: [],
  effective: new Map(),
  refers: [],
  wants: [],
  requires: [],
  triggers: null,
};

export function definitionOf(id: string, reader: Reader): Definition {
  const { files, unitPath } = reader;
  const wants = linked(id, ['.wants', '.upholds'], reader);
  const requires = linked(id, ['.requires'], reader);
  const without = (load: Load, fragment: string | null): Definition => ({
    ...NOTHING,
    load,
    fragment,
    wants,
    requires,
    refers: [...wants, ...requires],
  });
  for (const folder of unitPath) {
    const path = `${folder}/${id}`;
    const node = files.stand(path);
    if (node === null) continue;
    const found = files.at(path);
    if (node.kind === 'link' && files.real(path) === null && node.target !== '/dev/null') continue;
    if (node.kind === 'link' && node.target === '/dev/null') return without('masked', path);
    if (found === null || found.kind !== 'file' || (found.mode & 0o444) === 0) continue;
    if (found.text === '') return without('masked', path);
    return judged(id, path, found.text, dropInsOf(id, reader), reader, wants, requires);
  }
  return without('not-found', null);
}

/** Links in `<id>.wants` and its kin, whether or not they lead anywhere: the name counts. To nothing at all, it does not. */
export function linked(id: string, kinds: readonly string[], { files, unitPath }: Reader): readonly string[] {
  const masked = (path: string): boolean => {
    const node = files.stand(path);
    if (node?.kind === 'link') return node.target === '/dev/null' || masked(node.target);
    return node?.kind === 'file' && node.text === '';
  };
  const found = unitPath.flatMap((folder) =>
    kinds.flatMap((kind) => {
      const below = `${folder}/${id}${kind}`;
      return (files.list(below) ?? []).filter((name) => !masked(`${below}/${name}`));
    }),
  );
  return [...new Set(found)].filter((name) => unitType(name) !== null);
}

interface DropIn {
  readonly path: string;
  readonly text: string;
}

function dropInsOf(id: string, { files, unitPath }: Reader): readonly DropIn[] {
  const type = id.slice(id.lastIndexOf('.') + 1);
  const stem = id.slice(0, id.lastIndexOf('.'));
  const dashes = [...stem.matchAll(/-/g)].map(({ index }) => `${stem.slice(0, index + 1)}.${type}`).reverse();
  // The most particular name first: of two drop-ins with one file name that one counts.
  const found: DropIn[] = [];
  for (const name of [id, ...dashes, type]) {
    for (const folder of unitPath) {
      const dir = `${folder}/${name}.d`;
      for (const file of files.list(dir) ?? []) {
        const text = file.endsWith('.conf') ? files.text(`${dir}/${file}`) : null;
        if (text !== null) found.push({ path: `${dir}/${file}`, text });
      }
    }
  }
  return found;
}

type Judged = Omit<Definition, 'fragment' | 'dropIns' | 'wants' | 'requires'> & {
  readonly wants: readonly string[];
  readonly requires: readonly string[];
};
const memo = new Map<string, Judged>();

function judged(
  id: string,
  path: string,
  text: string,
  dropIns: readonly DropIn[],
  reader: Reader,
  wants: readonly string[],
  requires: readonly string[],
): Definition {
  const key = [id, reader.account.user, reader.version, text, ...dropIns.flatMap((one) => [one.path, one.text])].join(
    '\0',
  );
  let known = memo.get(key);
  if (!known) memo.set(key, (known = judge(id, text, dropIns, reader)));
  return {
    ...known,
    fragment: path,
    dropIns: dropIns.map((one) => one.path),
    wants: [...known.wants, ...wants],
    requires: [...known.requires, ...requires],
    refers: [...known.refers, ...wants, ...requires],
  };
}

const NAMES = ['Before', 'After', 'Conflicts', 'PartOf', 'OnFailure', 'OnSuccess', 'Requisite'];
const WANTS = ['Wants', 'Upholds'];
const REQUIRES = ['Requires', 'BindsTo'];

function judge(id: string, text: string, dropIns: readonly DropIn[], reader: Reader): Judged {
  const type = unitType(id) ?? 'service';
  const units = [{ path: '', text }, ...dropIns].map((one) => ({ path: one.path, unit: readUnit(one.text, type) }));
  const fatal = units[0]?.unit.problems.some((problem) => problem.fatal);
  const own = units[0]?.unit ?? { nodes: [], problems: [] };
  const effective = mergeDropIns(own, units.slice(1));
  const words = (key: string): string[] =>
    (effective.get('Unit')?.get(key) ?? []).flatMap((value) => value.split(/\s+/).filter((word) => unitType(word)));
  const [wants, requires] = [WANTS.flatMap(words), REQUIRES.flatMap(words)];
  const triggers = triggered(id, type, effective);
  const load = fatal ? 'error' : willing(id, type, effective, reader) ? 'loaded' : 'bad-setting';
  if (load === 'error') return { ...NOTHING, load };
  return {
    load,
    effective,
    wants,
    requires,
    triggers,
    refers: [...wants, ...requires, ...NAMES.flatMap(words), ...(triggers === null ? [] : [triggers])],
  };
}

function triggered(id: string, type: UnitType, effective: Effective): string | null {
  const own = `${id.slice(0, id.lastIndexOf('.'))}.service`;
  if (type === 'timer') return last(effective, 'Timer', 'Unit') ?? own;
  if (type === 'path') return last(effective, 'Path', 'Unit') ?? own;
  if (type === 'socket') return last(effective, 'Socket', 'Service') ?? own;
  return null;
}

/** Whether systemd would run what it says: LoadState=bad-setting otherwise. */
function willing(id: string, type: UnitType, effective: Effective, reader: Reader): boolean {
  const some = (section: string, pattern: RegExp): boolean =>
    [...(effective.get(section)?.keys() ?? [])].some((key) => pattern.test(key));
  if (type === 'timer') return some('Timer', /^On/);
  if (type === 'path') return some('Path', /^(Path|DirectoryNotEmpty)/);
  if (type === 'socket') return some('Socket', /^Listen/);
  if (type !== 'service') return true;
  const { version, account } = reader;
  const values = userValues({ name: account.user, uid: account.uid, home: account.home }, version, id);
  const expand = (word: string): string | null => {
    const expanded = expandSpecifiers(word, { version, unit: id, values });
    // What only the machine knows is taken to be known there.
    return expanded.kind === 'text' ? expanded.text : expanded.kind === 'undetermined' ? '/unknown' : null;
  };
  const lines = (key: string) =>
    (effective.get('Service')?.get(key) ?? []).map((value) => readExec(value, { version, expand }));
  for (const key of effective.get('Service')?.keys() ?? []) {
    if (key.startsWith('Exec') && lines(key).some(({ verdict }) => verdict === 'fatal')) return false;
  }
  const commands = lines('ExecStart').flatMap((line) => line.commands).length;
  const kind = last(effective, 'Service', 'Type') ?? 'simple';
  const restart = last(effective, 'Service', 'Restart') ?? 'no';
  const folder = expand(last(effective, 'Service', 'WorkingDirectory') ?? '/');
  if (folder === null || !/^-?(\/|~$)/.test(folder) || folder.split('/').includes('..')) return false;
  if (kind === 'oneshot')
    return (commands > 0 || lines('ExecStop').length > 0) && !/^(always|on-success)$/.test(restart);
  return commands === 1;
}

/** The value in force of a key that holds one. */
export function last(effective: Effective, section: string, key: string): string | null {
  return effective.get(section)?.get(key)?.at(-1) ?? null;
}

export const isOurs = (id: string): boolean => /\.(service|timer|path|socket)$/.test(baseName(id));
