// Whose daemons there is anything to be said of: those that are wanted, those that are remembered, and those whose files say
// that they are ours. With every file of theirs, read. Looks at nothing but files; where those lie, a platform's Whereabouts say.

import type { Hands } from '../host.ts';
import type { DesiredDaemon, Desired, Domain, FoundFile, Memory, Remembered, Role } from '../model.ts';
import { foundFile } from './found-file.ts';

export interface Subject {
  readonly name: string;
  readonly wanted: DesiredDaemon | null;
  readonly remembered: Remembered | null;
  readonly files: readonly FoundFile[];
  readonly units: readonly SubjectUnit[];
}

export interface SubjectUnit {
  readonly id: string;
  readonly role: Role;
  readonly domain: Domain;
}

/** Where a platform's files are, and what they are called. */
export interface Whereabouts {
  /** In the folders that we put things in, whatever can carry a mark. */
  paths(host: Hands): Promise<readonly string[]>;
  /** A copy that somebody made under a name of his own is his, though our mark is still in it. */
  bearsItsName(path: string, daemon: string): boolean;
  /** The unit that this file is the definition of. */
  unitOf(file: Pick<FoundFile, 'path' | 'text'>): SubjectUnit | null;
  /** A claimed file of that unit that may not be read: then no mark is found in it, and the claim says whose it is. */
  readonly unreadable?: (id: string) => string;
}

/** Sorted by name. */
export async function subjectsOf(
  host: Hands,
  desired: Desired,
  memory: Memory,
  where: Whereabouts,
): Promise<readonly Subject[]> {
  const files = new Map<string, FoundFile | null>();
  const look = async (path: string): Promise<void> => {
    if (!files.has(path)) files.set(path, await foundFile(host, path));
  };
  for (const daemon of desired) for (const { path } of daemon.files) await look(path);
  for (const { files: claimed } of Object.values(memory.daemons))
    for (const path of Object.keys(claimed)) await look(path);
  for (const path of await where.paths(host)) await look(path);

  const marked = new Map<string, FoundFile[]>();
  for (const file of files.values()) {
    if (file?.mark?.namespace !== memory.namespace || !where.bearsItsName(file.path, file.mark.daemon)) continue;
    const some = marked.get(file.mark.daemon);
    if (some) some.push(file);
    else marked.set(file.mark.daemon, [file]);
  }
  const wanted = new Map(desired.map((daemon) => [daemon.name, daemon]));
  const names = new Set([...wanted.keys(), ...Object.keys(memory.daemons), ...marked.keys()]);
  return [...names].sort().map((name) => {
    const remembered = Object.hasOwn(memory.daemons, name) ? (memory.daemons[name] ?? null) : null;
    return subject(name, wanted.get(name) ?? null, remembered, marked.get(name) ?? [], files, where);
  });
}

function subject(
  name: string,
  wanted: DesiredDaemon | null,
  remembered: Remembered | null,
  marked: readonly FoundFile[],
  files: ReadonlyMap<string, FoundFile | null>,
  where: Whereabouts,
): Subject {
  const found = new Set<FoundFile>(marked);
  const add = (path: string): void => {
    const file = files.get(path);
    if (file) found.add(file);
  };
  for (const { path } of wanted?.files ?? []) add(path);
  for (const path of Object.keys(remembered?.files ?? {})) add(path);
  return { name, wanted, remembered, files: [...found], units: unitsOf(wanted, remembered, marked, where) };
}

/** One that moved from one manager to the other is two. */
function unitsOf(
  wanted: DesiredDaemon | null,
  remembered: Remembered | null,
  marked: readonly FoundFile[],
  where: Whereabouts,
): SubjectUnit[] {
  const units: SubjectUnit[] = [];
  const add = ({ id, role, domain }: SubjectUnit): void => {
    if (!units.some((unit) => unit.id === id && unit.domain === domain)) units.push({ id, role, domain });
  };
  if (wanted) for (const { id, role } of wanted.units) add({ id, role, domain: wanted.domain });
  if (remembered) for (const unit of remembered.units) add(unit);
  const { unreadable } = where;
  const claimed = remembered && unreadable ? units.map(({ id }) => ({ path: unreadable(id), text: null })) : [];
  const ours = claimed.filter(({ path }) => Object.hasOwn(remembered?.files ?? {}, path));
  for (const file of [...marked, ...ours]) {
    const unit = where.unitOf(file);
    if (unit) add(unit);
  }
  return units;
}

export const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** Whole paths of what lies in a folder; none where it cannot be listed. */
export async function pathsIn(
  host: Hands,
  folder: string,
  isOfInterest: (name: string) => boolean,
): Promise<readonly string[]> {
  return ((await host.list(folder)) ?? []).filter(isOfInterest).map((name) => `${folder}/${name}`);
}
