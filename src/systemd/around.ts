// What stands around units in the folders of the unit path: the same name elsewhere, links that enable them, and drop-ins of
// their very own. Each folder is listed once, however many units there are; reads, and judges nothing.

import type { Hands } from '../host.ts';
import type { FoundUnit } from '../model.ts';
import { textOf } from '../observing/found-file.ts';

export type Around = Pick<FoundUnit, 'links' | 'elsewhere' | 'dropIns'>;

interface Growing {
  readonly links: string[];
  readonly elsewhere: string[];
  readonly dropIns: FoundUnit['dropIns'][number][];
}

/** `own`: the folder our units are in. */
export async function around(
  host: Hands,
  own: string,
  unitPath: readonly string[],
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Around>> {
  const found = new Map<string, Growing>([...ids].map((id) => [id, { links: [], elsewhere: [], dropIns: [] }]));
  if (ids.size === 0) return found;
  for (const folder of await foldersThere(host, own, unitPath)) {
    for (const name of folder.names) {
      const unit = found.get(name);
      // A mask that ours takes precedence over masks nothing.
      if (unit && !folder.isOwn && !(folder.isBehind && (await isMask(host, `${folder.path}/${name}`))))
        unit.elsewhere.push(`${folder.path}/${name}`);
      if (unit) continue;
      if (name.endsWith('.d')) await addDropIns(host, `${folder.path}/${name}`, found.get(name.slice(0, -2)));
      else if (/\.(?:wants|requires|upholds)$/.test(name)) await addLinks(host, folder, name, found);
      else if (folder.isOwn) await addAlias(host, folder.path, name, found);
    }
  }
  return found;
}

interface UnitFolder {
  readonly path: string;
  readonly isOwn: boolean;
  /** Ours takes precedence over it. */
  readonly isBehind: boolean;
  readonly names: readonly string[];
}

/** One that is reached by two ways counts once: /lib is often a link to /usr/lib. */
async function foldersThere(host: Hands, own: string, unitPath: readonly string[]): Promise<readonly UnitFolder[]> {
  const ownReal = await host.real(own);
  const seen = new Set<string>();
  const folders: UnitFolder[] = [];
  // A manager that looks for units elsewhere does not change where ours are.
  for (const path of unitPath.includes(own) ? unitPath : [own, ...unitPath]) {
    const names = await host.list(path);
    const real = names === null ? null : await host.real(path);
    if (names === null || real === null || seen.has(real)) continue;
    seen.add(real);
    const isBehind = folders.some(({ isOwn }) => isOwn);
    folders.push({ path: real === ownReal ? own : path, isOwn: real === ownReal, isBehind, names });
  }
  return folders;
}

/** What leads to /dev/null, and an empty file. */
async function isMask(host: Hands, path: string): Promise<boolean> {
  const found = await host.stand(path);
  if (found?.kind === 'link')
    return (await host.target(path)) === '/dev/null' || (await host.real(path)) === '/dev/null';
  return found?.kind === 'file' && found.size === 0;
}

/** Of two with one name only that of the folder that takes precedence counts. */
async function addDropIns(host: Hands, folder: string, unit: Growing | undefined): Promise<void> {
  if (!unit) return;
  const known = new Set(unit.dropIns.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)));
  for (const name of (await host.list(folder)) ?? []) {
    if (!name.endsWith('.conf') || known.has(name)) continue;
    const path = `${folder}/${name}`;
    unit.dropIns.push({ path, text: (await textOf(host, path)) ?? '', changedMs: await changedAt(host, path) });
  }
}

/** Of a link and of what it leads to, the later. */
export async function changedAt(host: Hands, path: string): Promise<number> {
  const [found] = await host.changes([path]);
  const real = (await host.target(path)) === null ? null : await host.real(path);
  const [beyond] = real === null ? [] : await host.changes([real]);
  return Math.max(found ?? 0, beyond ?? 0);
}

/** A file that is no link enables nothing, and a link to nowhere takes back what another folder enables. */
async function addLinks(
  host: Hands,
  folder: UnitFolder,
  below: string,
  found: ReadonlyMap<string, Growing>,
): Promise<void> {
  for (const name of (await host.list(`${folder.path}/${below}`)) ?? []) {
    const unit = found.get(name);
    if (!unit) continue;
    const path = `${folder.path}/${below}/${name}`;
    const target = await host.target(path);
    if (target !== null && target !== '/dev/null') unit.links.push(folder.isOwn ? `${below}/${name}` : path);
  }
}

/** Another name for one of ours, as `Alias=` makes it. */
async function addAlias(host: Hands, folder: string, name: string, found: ReadonlyMap<string, Growing>): Promise<void> {
  if (!/\.(?:service|timer|path|socket)$/.test(name)) return;
  const target = await host.target(`${folder}/${name}`);
  if (target !== null) found.get(target.slice(target.lastIndexOf('/') + 1))?.links.push(name);
}
