// A very small world in memory, for what needs files, time and commands but no service manager. Time passes only while
// everybody sleeps; several may sleep at once. `commands` answers what is run; `refuse` makes a change fail with a code.
import type { Hands, Ran, RunOptions } from '../../src/host.ts';

export interface TinyFile {
  text: string | Uint8Array;
  mode: number;
  uid: number;
  mtimeMs: number;
}

export interface TinyHands extends Hands {
  readonly files: Map<string, TinyFile>;
  readonly folders: Map<string, number>;
  readonly links: Map<string, string>;
  readonly ran: { readonly argv: readonly string[]; readonly options: RunOptions }[];
  /** In order: `write /a`, `remove /b` … */
  readonly did: string[];
  commands: (argv: readonly string[]) => Partial<Ran> | Promise<Partial<Ran>>;
  refuse: (verb: string, path: string) => string | null;
  put(path: string, text: string | Uint8Array, about?: Partial<TinyFile>): void;
}

export const UID = 1000;

export function tinyHands(): TinyHands {
  let nowMs = 1_700_000_000_000;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  let ticking = false;
  const tick = (): void => {
    sleepers.sort((a, b) => a.at - b.at);
    const next = sleepers.shift();
    if (next) {
      nowMs = Math.max(nowMs, next.at);
      next.wake();
    }
    ticking = sleepers.length > 0;
    if (ticking) setImmediate(tick);
  };

  const files = new Map<string, TinyFile>();
  const folders = new Map<string, number>([['/', 0o755]]);
  const links = new Map<string, string>();
  const did: string[] = [];
  const parent = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));
  const exists = (path: string): boolean => files.has(path) || folders.has(path) || links.has(path);
  const makeFolders = (path: string, mode: number): string | null => {
    if (folders.has(path)) return null;
    if (exists(path)) return 'EEXIST';
    const above = makeFolders(parent(path), mode);
    if (above !== null) return above === 'EEXIST' ? 'ENOTDIR' : above;
    folders.set(path, mode);
    return null;
  };
  const changing = (verb: string, path: string, change: () => string | null): Promise<string | null> => {
    const refused = hands.refuse(verb, path);
    if (refused !== null) return Promise.resolve(refused);
    did.push(`${verb} ${path}`);
    return Promise.resolve(change());
  };
  const seen = (path: string) => {
    const file = files.get(path);
    if (file) return { kind: 'file' as const, size: Buffer.byteLength(file.text), ...file };
    const mode = folders.get(path);
    return mode === undefined ? null : { kind: 'folder' as const, size: 0, mode, uid: UID, mtimeMs: 0, text: '' };
  };
  const never = (): never => {
    throw new Error('not in this small world');
  };

  const hands: TinyHands = {
    files,
    folders,
    links,
    did,
    ran: [],
    commands: () => ({}),
    refuse: () => null,
    put(path, text, about = {}) {
      makeFolders(parent(path), 0o755);
      files.set(path, { text, mode: 0o600, uid: UID, mtimeMs: nowMs, ...about });
    },
    caller: () => Promise.resolve({ uid: UID }),
    look: never,
    real: never,
    resolve: never,
    stdin: never,
    executable: never,
    environment: () => null,
    identities: never,
    presences: never,
    sizes: never,
    changes: never,
    target: (path) => Promise.resolve(links.get(path) ?? null),
    read: (path, limit) => {
      const file = files.get(path);
      if (!file) return Promise.resolve({ error: folders.has(path) ? 'EISDIR' : 'ENOENT' });
      const bytes = Buffer.from(file.text);
      return Promise.resolve(bytes.length > limit ? { error: 'EFBIG' } : { bytes });
    },
    list: (dir) => {
      if (!folders.has(dir)) return Promise.resolve(null);
      const names = [...files.keys(), ...folders.keys(), ...links.keys()]
        .filter((path) => path !== '/' && parent(path) === dir)
        .map((path) => path.slice(path.lastIndexOf('/') + 1));
      return Promise.resolve(names.sort());
    },
    stand: (path) => {
      const link = links.get(path);
      if (link !== undefined)
        return Promise.resolve({ kind: 'link', size: link.length, mode: 0o777, uid: UID, mtimeMs: 0, ctimeMs: 0 });
      const found = seen(path);
      if (found === null) return Promise.resolve(null);
      const { kind, size, mode, uid, mtimeMs } = found;
      return Promise.resolve({ kind, size, mode, uid, mtimeMs, ctimeMs: mtimeMs });
    },
    run: async (argv, options = {}) => {
      hands.ran.push({ argv, options });
      return { code: 0, stdout: '', stderr: '', ...(await hands.commands(argv)) };
    },
    write: ({ path, mode, text }) =>
      changing('write', path, () => {
        const above = makeFolders(parent(path), 0o755);
        if (above !== null) return above;
        if (folders.has(path)) return 'EISDIR';
        links.delete(path);
        files.set(path, { text, mode, uid: UID, mtimeMs: nowMs });
        return null;
      }),
    remove: (path) =>
      changing('remove', path, () => {
        if (folders.has(path)) return 'EISDIR';
        files.delete(path);
        links.delete(path);
        return null;
      }),
    removeEmpty: (path) =>
      changing('prune', path, () => {
        const used = [...files.keys(), ...folders.keys(), ...links.keys()].some((one) => one.startsWith(`${path}/`));
        if (!used) folders.delete(path);
        return null;
      }),
    makeFolder: (path, mode) => changing('folder', path, () => makeFolders(path, mode)),
    makeFile: (path, mode) =>
      changing('file', path, () => {
        if (!folders.has(parent(path))) return 'ENOENT';
        if (!files.has(path)) files.set(path, { text: '', mode, uid: UID, mtimeMs: nowMs });
        return null;
      }),
    link: (path, target) =>
      changing('link', path, () => {
        links.set(path, target);
        return null;
      }),
    chmod: (path, mode) =>
      changing('chmod', path, () => {
        const file = files.get(path);
        if (file) file.mode = mode;
        else if (folders.has(path)) folders.set(path, mode);
        else return 'ENOENT';
        return null;
      }),
    now: () => nowMs,
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ at: nowMs + ms, wake });
        if (!ticking) {
          ticking = true;
          setImmediate(tick);
        }
      }),
  };
  return hands;
}
