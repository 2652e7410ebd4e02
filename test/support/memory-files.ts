// A file system in memory: files, links and folders with modes, owners and times of a virtual clock whose stamps are as
// coarse as a kernel's. Knows which changes would survive a loss of power. Knows nothing of who may do what.

export interface Clock {
  nowMs: number;
}

interface Common {
  readonly mode: number;
  readonly uid: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly inode: number;
}
export type Node = Common &
  (
    | { readonly kind: 'file'; readonly text: string }
    | { readonly kind: 'link'; readonly target: string }
    | { readonly kind: 'folder' }
    /** A socket or a pipe. */
    | { readonly kind: 'other' }
  );
export type NewNode =
  | { readonly kind: 'file'; readonly text: string; readonly mode: number; readonly uid: number }
  | { readonly kind: 'link'; readonly target: string; readonly uid: number }
  | { readonly kind: 'folder' | 'other'; readonly mode: number; readonly uid: number };

export interface MemoryFiles {
  /** The thing itself: a link is not followed in last place. */
  stand(path: string): Node | null;
  /** With every link resolved; null where that leads nowhere. */
  real(path: string): string | null;
  /** What a path leads to. */
  at(path: string): Node | null;
  /** Of a file, through links. */
  text(path: string): string | null;
  list(folder: string): readonly string[] | null;
  /** In place of whatever file or link was there. The folder above has to exist. */
  put(path: string, node: NewNode): void;
  drop(path: string): void;
  rename(from: string, to: string): void;
  chmod(path: string, mode: number): void;
  /** A folder with all folders above it; what is there stays. */
  folder(path: string, mode: number, uid: number): void;
  /** What stands in this folder is on the disk from now on. */
  sync(folder: string): void;
  /** Paths whose last change is not on the disk yet. */
  unsynced(): readonly string[];
  /** Puts these back to what is on the disk. */
  lose(paths: readonly string[]): void;
  everything(): Iterable<readonly [path: string, node: Node]>;
  fork(clock: Clock): MemoryFiles;
}

/** How coarse a kernel's stamps are: a tick. */
const TICK_MS = 4;

export const parent = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const below = (folder: string, name: string): string => (folder === '/' ? `/${name}` : `${folder}/${name}`);

interface Shelves {
  readonly nodes: Map<string, Node>;
  readonly names: Map<string, readonly string[]>;
  /** What is on the disk, for paths where that differs. */
  readonly disk: Map<string, Node | null>;
  inodes: number;
}

export function memoryFiles(clock: Clock): MemoryFiles {
  const root: Node = { kind: 'folder', mode: 0o755, uid: 0, mtimeMs: 0, ctimeMs: 0, inode: 1 };
  return on({ nodes: new Map([['/', root]]), names: new Map([['/', []]]), disk: new Map(), inodes: 1 }, clock);
}

function on(shelves: Shelves, clock: Clock): MemoryFiles {
  const { nodes, names, disk } = shelves;

  const stamp = (): number => {
    clock.nowMs += 1;
    return Math.floor(clock.nowMs / TICK_MS) * TICK_MS;
  };
  /** Where paths stand, as long as no folder or link comes or goes: most are asked for again and again. */
  const places = new Map<string, string | null>();
  /** Where a path's last part stands, the folders above it resolved. */
  const place = (path: string, depth = 0): string | null => {
    if (nodes.has(path)) return path;
    const known = places.get(path);
    if (known !== undefined) return known;
    const folder = real(parent(path), depth);
    const found = folder === null || nodes.get(folder)?.kind !== 'folder' ? null : below(folder, baseName(path));
    places.set(path, found);
    return found;
  };
  const real = (path: string, depth = 0): string | null => {
    if (depth > 20) return null;
    const standing = place(path, depth + 1);
    const node = standing === null ? undefined : nodes.get(standing);
    if (standing === null || node === undefined) return null;
    if (node.kind !== 'link') return standing;
    return real(joined(parent(standing), node.target), depth + 1);
  };
  const keep = (path: string): void => {
    if (!disk.has(path)) disk.set(path, nodes.get(path) ?? null);
  };
  const set = (path: string, node: Node): void => {
    keep(path);
    if (node.kind !== 'file' || nodes.get(path)?.kind === 'link') places.clear();
    if (!nodes.has(path)) {
      const folder = parent(path);
      names.set(folder, [...(names.get(folder) ?? []), baseName(path)].sort());
      touched(folder, node.mtimeMs);
    }
    nodes.set(path, node);
    if (node.kind === 'folder' && !names.has(path)) names.set(path, []);
  };
  const unset = (path: string): void => {
    keep(path);
    if (nodes.get(path)?.kind !== 'file') places.clear();
    nodes.delete(path);
    names.delete(path);
    const folder = parent(path);
    names.set(
      folder,
      (names.get(folder) ?? []).filter((name) => name !== baseName(path)),
    );
  };
  const touched = (folder: string, atMs: number): void => {
    const node = nodes.get(folder);
    if (node) nodes.set(folder, { ...node, mtimeMs: atMs, ctimeMs: atMs });
  };
  const standing = (path: string): string => {
    const found = place(path);
    if (found === null) throw new Error(`no folder for ${path}`);
    return found;
  };
  const made = (path: string, node: NewNode): void => {
    const at = stamp();
    shelves.inodes += 1;
    const mode = node.kind === 'link' ? 0o777 : node.mode;
    set(path, { ...node, mode, mtimeMs: at, ctimeMs: at, inode: shelves.inodes });
    touched(parent(path), at);
  };

  const files: MemoryFiles = {
    stand: (path) => nodes.get(place(path) ?? '') ?? null,
    real: (path) => real(path),
    at: (path) => nodes.get(real(path) ?? '') ?? null,
    text: (path) => {
      const node = files.at(path);
      return node?.kind === 'file' ? node.text : null;
    },
    list: (folder) => names.get(real(folder) ?? '') ?? null,
    put: (path, node) => made(standing(path), node),
    drop: (path) => {
      const at = place(path);
      if (at === null || !nodes.has(at)) return;
      const now = stamp();
      unset(at);
      touched(parent(at), now);
    },
    rename: (from, to) => {
      const [old, fresh] = [standing(from), standing(to)];
      const node = nodes.get(old);
      if (!node || node.kind === 'folder') throw new Error(`no file to rename: ${from}`);
      const now = stamp();
      unset(old);
      set(fresh, { ...node, ctimeMs: now });
      for (const folder of [parent(old), parent(fresh)]) touched(folder, now);
    },
    chmod: (path, mode) => {
      const at = real(path);
      const node = at === null ? undefined : nodes.get(at);
      if (at === null || node === undefined || node.kind === 'link') throw new Error(`nothing to chmod: ${path}`);
      set(at, { ...node, mode, ctimeMs: stamp() });
    },
    folder: (path, mode, uid) => {
      if (files.at(path)?.kind === 'folder') return;
      if (path !== '/') files.folder(parent(path), mode, uid);
      made(standing(path), { kind: 'folder', mode, uid });
    },
    sync: (folder) => {
      // What stands in a folder is of no use without the folder itself, and file systems write them together.
      for (let at = folder; ; at = parent(at)) {
        disk.delete(at);
        if (at === '/') break;
      }
      for (const path of disk.keys()) if (parent(path) === folder) disk.delete(path);
    },
    unsynced: () => [...disk.keys()].sort(),
    lose: (paths) => {
      for (const path of paths) {
        const was = disk.get(path);
        if (was === undefined) continue;
        const lost = was === null ? [...nodes.keys()].filter((other) => other.startsWith(`${path}/`)) : [];
        for (const gone of lost.sort().reverse()) unset(gone);
        if (was === null) unset(path);
        else if (nodes.get(parent(path))?.kind === 'folder') set(path, was);
      }
      disk.clear();
    },
    everything: () => nodes,
    fork: (next) =>
      on({ nodes: new Map(nodes), names: new Map(names), disk: new Map(disk), inodes: shelves.inodes }, next),
  };
  return files;
}

/** A link's target as seen from its folder. */
function joined(folder: string, target: string): string {
  const parts = target.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
