// enable, disable, reenable, mask and unmask: what they do to the links in a manager's folders, and what they exit with.
// Starts nothing and reloads nothing: whoever asks does that.

import { type Effective, readUnit } from '../../../src/systemd/unit.ts';
import { effective } from '../../../src/systemd/effective.ts';
import { baseName, parent } from '../memory-files.ts';
import type { Place } from './machine.ts';

export interface Said {
  readonly code: number;
  readonly stderr: string;
}

const FOLDERS = [
  ['WantedBy', '.wants'],
  ['RequiredBy', '.requires'],
] as const;

/** Where a person's own units are, and where links are made. */
export const configFolder = ({ manager }: Place): string =>
  manager.domain === 'user' ? `${manager.reader.account.home}/.config/systemd/user` : '/etc/systemd/system';

export function enable(place: Place, ids: readonly string[]): Said {
  const all = withAlso(place, ids);
  for (const { id, path, text, unreadable } of all) {
    // What is named by another only is passed over where it is not there; up to 248 it was not.
    if (path === null && !ids.includes(id) && place.manager.reader.version >= 249) continue;
    if (path === null) return failed('enable', `Unit file ${id} does not exist.`);
    if (text === null) return failed('enable', `Unit file ${path} is masked.`);
    if (unreadable) return failed('enable', 'Bad message');
  }
  for (const { id, path, install } of all) {
    for (const [link, target] of wanted(place, id, path ?? '', install)) {
      const there = place.machine.files.stand(link);
      if (there?.kind === 'link' && there.target === target) continue;
      if (
        there !== null &&
        !(there.kind === 'link' && place.machine.files.real(link) === place.machine.files.real(target))
      )
        return failed('enable', `File ${link} already exists`);
      if (there === null) makeLink(place, link, target);
    }
  }
  return { code: 0, stderr: '' };
}

export function disable(place: Place, ids: readonly string[]): Said {
  const { files } = place.machine;
  const all = withAlso(place, ids);
  const gone = new Set(all.map(({ id }) => id));
  const links = linksIn(place, configFolder(place)).filter((link) => gone.has(baseName(link)));
  const aliases = (files.list(configFolder(place)) ?? [])
    .map((name) => `${configFolder(place)}/${name}`)
    .filter((path) => {
      const node = files.stand(path);
      if (node?.kind !== 'link' || node.target === '/dev/null') return false;
      return gone.has(baseName(node.target)) || gone.has(baseName(path));
    });
  const missing = all.find(({ id, path }) => path === null && ids.includes(id));
  if (all.some(({ unreadable }) => unreadable)) return failed('disable', 'Bad message');
  if (missing && links.length === 0) return failed('disable', `Unit file ${missing.id} does not exist.`);
  for (const path of [...links, ...aliases]) {
    files.drop(path);
    const folder = parent(path);
    if (folder !== configFolder(place) && files.list(folder)?.length === 0) files.drop(folder);
  }
  return { code: 0, stderr: '' };
}

/** One that cannot be masked does not keep the others from being. */
export function mask(place: Place, ids: readonly string[]): Said {
  let fault: Said | null = null;
  for (const id of ids) {
    const path = `${configFolder(place)}/${id}`;
    const there = place.machine.files.stand(path);
    if (there?.kind === 'link' && there.target === '/dev/null') continue;
    if (there !== null) fault ??= failed('mask', `File ${path} already exists.`);
    else makeLink(place, path, '/dev/null');
  }
  return fault ?? { code: 0, stderr: '' };
}

export function unmask(place: Place, ids: readonly string[]): Said {
  for (const id of ids) {
    const path = `${configFolder(place)}/${id}`;
    const there = place.machine.files.stand(path);
    const empty = there?.kind === 'file' && there.text === '';
    if (empty || (there?.kind === 'link' && there.target === '/dev/null')) place.machine.files.drop(path);
  }
  return { code: 0, stderr: '' };
}

export function unitFileState(place: Place, id: string): string {
  const { files } = place.machine;
  const found = unitFile(place, id);
  if (found.path === null) return '';
  if (found.text === null) return 'masked';
  const links = place.manager.reader.unitPath.flatMap((folder) => linksIn(place, folder));
  if (links.some((link) => baseName(link) === id)) return 'enabled';
  if (files.stand(found.path)?.kind === 'link') return 'linked';
  return found.install.size > 0 ? 'disabled' : 'static';
}

/** Every link in a `.wants`, `.requires` or `.upholds` folder of this one. */
function linksIn({ machine }: Place, folder: string): readonly string[] {
  const folders = (machine.files.list(folder) ?? []).filter((name) => /\.(wants|requires|upholds)$/.test(name));
  return folders
    .flatMap((name) => (machine.files.list(`${folder}/${name}`) ?? []).map((link) => `${folder}/${name}/${link}`))
    .filter((path) => machine.files.stand(path)?.kind === 'link');
}

type Install = ReadonlyMap<string, readonly string[]>;

interface UnitFileFound {
  readonly id: string;
  /** null: there is none. */
  readonly path: string | null;
  /** null: masked. */
  readonly text: string | null;
  readonly install: Install;
  readonly unreadable?: true;
}

function unitFile(place: Place, id: string): UnitFileFound {
  const { files } = place.machine;
  for (const folder of place.manager.reader.unitPath) {
    const path = `${folder}/${id}`;
    const node = files.stand(path);
    if (node === null) continue;
    const text = files.text(path);
    if ((node.kind === 'link' && node.target === '/dev/null') || text === '')
      return { id, path, text: null, install: new Map() };
    if (text === null) continue;
    const unit = readUnit(text);
    if (unit.problems.some(({ fatal }) => fatal)) return { id, path, text, install: new Map(), unreadable: true };
    const said: Effective = effective([unit]);
    return { id, path, text, install: said.get('Install') ?? new Map() };
  }
  return { id, path: null, text: null, install: new Map() };
}

function withAlso(place: Place, ids: readonly string[]): readonly UnitFileFound[] {
  const found = new Map<string, UnitFileFound>();
  const add = (id: string): void => {
    if (found.has(id)) return;
    const file = unitFile(place, id);
    found.set(id, file);
    for (const other of words(file.install, 'Also')) add(other);
  };
  for (const id of ids) add(id);
  return [...found.values()];
}

function wanted(
  place: Place,
  id: string,
  path: string,
  install: Install,
): readonly (readonly [link: string, target: string])[] {
  const upheld = place.manager.reader.version >= 254 ? ([['UpheldBy', '.upholds']] as const) : [];
  const below = [...FOLDERS, ...upheld].flatMap(([key, suffix]) =>
    words(install, key).map((target) => `${configFolder(place)}/${target}${suffix}/${id}`),
  );
  const aliases = words(install, 'Alias').map((alias) => `${configFolder(place)}/${alias}`);
  return [...below, ...aliases].map((link) => [link, path] as const);
}

const words = (install: Install, key: string): readonly string[] =>
  (install.get(key) ?? []).flatMap((value) => value.split(/\s+/).filter(Boolean));

function makeLink(place: Place, path: string, target: string): void {
  const { uid } = place.manager.reader.account;
  place.machine.files.folder(parent(path), 0o755, uid);
  place.machine.files.put(path, { kind: 'link', target, uid });
}

const failed = (verb: string, why: string): Said => ({ code: 1, stderr: `Failed to ${verb} unit: ${why}\n` });
