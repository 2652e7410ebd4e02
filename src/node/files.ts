// The file system, read: the part of the real host that looks and changes nothing.
// Synchronous calls behind promises: a start-up reads a handful of small files, and a thread pool costs more than they do.

import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import type { Hands, Seen, Standing } from '../host.ts';

type Looks =
  | 'look'
  | 'real'
  | 'resolve'
  | 'read'
  | 'list'
  | 'stdin'
  | 'executable'
  | 'stand'
  | 'target'
  | 'identities'
  | 'presences'
  | 'sizes'
  | 'changes';

export const nodeFiles: Pick<Hands, Looks> = {
  look: async (path) => seen(path),
  real: async (path) => quietly(() => realpathSync(path)),
  resolve: async (path) => resolve(path),
  read: async (path, limit) => readFile(path, limit),
  list: async (dir) => quietly(() => readdirSync(dir).sort()),
  stdin: async (limit) => readDescriptor(0, limit, null),
  executable: async (path) => {
    if (!quietly(() => statSync(path, QUIET)?.isFile())) return false;
    return quietly(() => accessSync(path, constants.X_OK) === undefined) ?? false;
  },
  stand: async (path) => standing(path),
  target: async (path) => quietly(() => readlinkSync(path)),
  identities: async (paths) => paths.map(identity),
  presences: async (paths) => paths.map(presence),
  sizes: async (paths) => paths.map((path) => sizeOf(quietly(() => lstatSync(path, QUIET)))),
  changes: async (paths) => paths.map((path) => quietly(() => lstatSync(path, QUIET))?.ctimeMs ?? 0),
};

/** What is not there is no exception then: making one costs more than the look. */
const QUIET = { throwIfNoEntry: false } as const;

const quietly = <T>(act: () => T): T | null => {
  try {
    return act();
  } catch {
    return null;
  }
};

export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? 'EIO';

function seen(path: string): Seen | null {
  const found = quietly(() => statSync(path, QUIET));
  if (!found) return null;
  const kind = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other';
  return {
    kind,
    size: found.size,
    mode: found.mode & 0o777,
    uid: found.uid,
    gid: found.gid,
    sticky: (found.mode & 0o1000) !== 0,
  };
}

function standing(path: string): Standing | null {
  const found = quietly(() => lstatSync(path, QUIET));
  if (!found) return null;
  const { size, uid, mtimeMs, ctimeMs } = found;
  return { kind: standingKind(found), size, mode: found.mode & 0o777, uid, mtimeMs, ctimeMs };
}

function standingKind(found: Stats): Standing['kind'] {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  return found.isSymbolicLink() ? 'link' : 'other';
}

/**
 * A change of anything about a file moves its ctime, which nobody can set. Rounded to a microsecond and without the years:
 * writing out whole fractions takes as long as the look itself.
 */
function identity(path: string): string {
  try {
    const found = lstatSync(path, QUIET);
    if (!found) return '';
    return `${found.ino} ${found.size} ${found.mode} ${Math.round((found.ctimeMs % 1e12) * 1000)}`;
  } catch (error) {
    return unseen(error);
  }
}

/** Nothing is there, or nobody knows: the two must not look alike. */
const unseen = (error: unknown): string => (codeOf(error) === 'ENOTDIR' ? '' : codeOf(error));

function presence(path: string): string {
  try {
    const found = statSync(path, QUIET);
    return found ? `${found.ino} ${found.mode} ${found.uid} ${found.gid}` : '';
  } catch (error) {
    return unseen(error);
  }
}

const sizeOf = (found: Stats | null | undefined): number => (found?.isFile() ? found.size : -1);

function resolve(path: string): { readonly path: string } | { readonly error: string } {
  let found: Stats;
  try {
    found = statSync(path);
  } catch (error) {
    return { error: codeOf(error) };
  }
  // `<(cmd)` is /dev/fd/63, a link to `pipe:[123]`: it can be opened, but stands in no folder. So can a file that is deleted.
  const real = kindOf(found) === 'ENOTFILE' ? null : quietly(() => realpathSync(path));
  return real === null ? { error: 'ENOTFILE' } : { path: real };
}

type Bytes = { readonly bytes: Uint8Array } | { readonly error: string };

function readFile(path: string, limit: number): Bytes {
  let fd: number;
  let size: number;
  try {
    // Before it is opened: a socket cannot be, and some devices do something then.
    const found = statSync(path);
    const kind = kindOf(found);
    if (kind !== 'file') return { error: kind };
    ({ size } = found);
    // Not blocking: if it has become a FIFO since, opening it would otherwise wait for a writer for ever.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    return { error: codeOf(error) };
  }
  try {
    return readDescriptor(fd, limit, size);
  } finally {
    closeSync(fd);
  }
}

const kindOf = (found: Stats): 'file' | 'EISDIR' | 'ENOTFILE' =>
  found.isFile() ? 'file' : found.isDirectory() ? 'EISDIR' : 'ENOTFILE';

/** One for all reads: a fresh one of this size costs more than reading a small file into it. */
const scratch = new Uint8Array(64 * 1024);

/** `expected`: how long a file said it is, which need not be true: some of the kernel's say nothing. null: no file, but a stream. */
function readDescriptor(fd: number, limit: number, expected: number | null): Bytes {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const room = Math.min(scratch.length, limit + 1 - size);
    let got: number;
    try {
      got = readSync(fd, scratch, 0, room, null);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EOF') break;
      if (code !== 'EAGAIN') return { error: code };
      // Standard input may be a terminal or socket that is not ready yet; there is nothing to do but wait. A file always is.
      if (expected !== null) return { error: 'ENOTFILE' };
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      continue;
    }
    if (got === 0) break;
    // From Node's pool where it is small: memory of its own would be a burden on the garbage collector.
    chunks.push(Buffer.from(scratch.subarray(0, got)));
    size += got;
    if (size > limit) return { error: 'EFBIG' };
    // All that there was to be, and no more of it came: not asking again halves the calls for a thousand small files.
    if (size === expected && got < room) break;
  }
  const only = chunks[0];
  return { bytes: chunks.length === 1 && only ? only : Buffer.concat(chunks) };
}
