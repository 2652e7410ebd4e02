// Whose daemons there is anything to be said of: those that are wanted, those that are remembered, and those whose files say
// that they are ours. With every file of theirs, read. Looks at nothing but files.

import type { Hands } from '../host.ts';
import type { DesiredDaemon, Desired, Domain, Facts, FoundFile, Memory, Remembered, Role } from '../model.ts';
import { unitFolder } from '../places.ts';
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

/** Sorted by name. */
export async function subjectsOf(
  host: Hands,
  desired: Desired,
  memory: Memory,
  facts: Facts,
): Promise<readonly Subject[]> {
  const files = new Map<string, FoundFile | null>();
  const look = async (path: string): Promise<void> => {
    if (!files.has(path)) files.set(path, await foundFile(host, path));
  };
  for (const daemon of desired) for (const { path } of daemon.files) await look(path);
  for (const { files: claimed } of Object.values(memory.daemons))
    for (const path of Object.keys(claimed)) await look(path);
  for (const path of await pathsThatMayBeOurs(host, memory.namespace, facts)) await look(path);

  const marked = new Map<string, FoundFile[]>();
  for (const file of files.values()) {
    if (file?.mark?.namespace !== memory.namespace || !bearsItsName(file.path, file.mark.daemon)) continue;
    const some = marked.get(file.mark.daemon);
    if (some) some.push(file);
    else marked.set(file.mark.daemon, [file]);
  }
  const wanted = new Map(desired.map((daemon) => [daemon.name, daemon]));
  const names = new Set([...wanted.keys(), ...Object.keys(memory.daemons), ...marked.keys()]);
  return [...names].sort().map((name) => {
    const remembered = Object.hasOwn(memory.daemons, name) ? (memory.daemons[name] ?? null) : null;
    return subject(name, wanted.get(name) ?? null, remembered, marked.get(name) ?? [], files, facts);
  });
}

function subject(
  name: string,
  wanted: DesiredDaemon | null,
  remembered: Remembered | null,
  marked: readonly FoundFile[],
  files: ReadonlyMap<string, FoundFile | null>,
  facts: Facts,
): Subject {
  const found = new Set<FoundFile>(marked);
  const add = (path: string): void => {
    const file = files.get(path);
    if (file) found.add(file);
  };
  for (const { path } of wanted?.files ?? []) add(path);
  for (const path of Object.keys(remembered?.files ?? {})) add(path);
  return { name, wanted, remembered, files: [...found], units: unitsOf(wanted, remembered, marked, facts) };
}

/** One that moved from one manager to the other is two. */
function unitsOf(
  wanted: DesiredDaemon | null,
  remembered: Remembered | null,
  marked: readonly FoundFile[],
  facts: Facts,
): SubjectUnit[] {
  const units: SubjectUnit[] = [];
  const add = (id: string, role: Role, domain: Domain): void => {
    if (!units.some((unit) => unit.id === id && unit.domain === domain)) units.push({ id, role, domain });
  };
  if (wanted) for (const { id, role } of wanted.units) add(id, role, wanted.domain);
  if (remembered) for (const { id, role, domain } of remembered.units) add(id, role, domain);
  // Root's may hold secrets: then no mark can be read in them, and it is the claim that says whose they are.
  const claimed = remembered ? units.map(({ id }) => `${unitFolder(facts, true)}/${id}`) : [];
  const ours = claimed.filter((path) => Object.hasOwn(remembered?.files ?? {}, path));
  for (const path of [...marked.map((file) => file.path), ...ours]) {
    const [role, domain] = [roleOf(path), domainOf(path, facts)];
    if (role && domain) add(nameIn(path), role, domain);
  }
  return units;
}

/** In the folders that we put things in, whatever can carry a mark. */
async function pathsThatMayBeOurs(host: Hands, namespace: string, facts: Facts): Promise<string[]> {
  const paths: string[] = [];
  for (const folder of [unitFolder(facts, false), unitFolder(facts, true)])
    for (const name of (await host.list(folder)) ?? []) if (roleOf(name)) paths.push(`${folder}/${name}`);
  for (const folder of [
    `${facts.dataDir}/daemonsync/wrappers/${namespace}`,
    `/usr/local/libexec/daemonsync/${namespace}`,
  ])
    for (const name of (await host.list(folder)) ?? []) if (!name.startsWith('.')) paths.push(`${folder}/${name}`);
  return paths;
}

/** A copy that somebody made under a name of his own is his, though our mark is still in it. */
const bearsItsName = (path: string, daemon: string): boolean =>
  nameIn(path) === daemon || nameIn(path).startsWith(`${daemon}.`) || nameIn(path).startsWith(`${daemon}:`);

const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

export function roleOf(path: string): Role | null {
  const suffix = /\.(service|timer|path|socket)$/.exec(path)?.[1];
  return (suffix as Role | undefined) ?? null;
}

function domainOf(path: string, facts: Facts): Domain | null {
  const folder = path.slice(0, path.lastIndexOf('/'));
  if (folder === unitFolder(facts, false)) return 'user';
  return folder === unitFolder(facts, true) ? 'system' : null;
}
