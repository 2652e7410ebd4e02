// The real outside world: fs, processes and what only `os` and `process` know. Decides nothing.
// Synchronous calls behind promises: a start-up reads a handful of small files, and a thread pool costs more than they do.

import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { homedir, hostname, release, userInfo } from 'node:os';
import { cleanPath, isOneLine } from './given.ts';
import type { Host, Ran, Seen } from './host.ts';

/** What this process is and where: plain data, read once. */
export interface Machine {
  readonly os: 'linux' | 'darwin' | 'other';
  /** Of the kernel: `6.1.0-18-amd64`, `25.1.0`. */
  readonly release: string;
  readonly user: string;
  readonly uid: number;
  readonly gid: number;
  /** From the account data base where there is one: rendering must not depend on $HOME. */
  readonly home: string;
  readonly hostname: string;
}

export function thisMachine(): Machine {
  const os = process.platform === 'linux' || process.platform === 'darwin' ? process.platform : 'other';
  const uid = process.getuid?.() ?? -1;
  const gid = process.getgid?.() ?? -1;
  const common = { os, release: release(), uid, gid, hostname: hostname() } as const;
  try {
    const { username, homedir: home } = userInfo();
    return { ...common, user: username, home: cleanHome(home) };
  } catch {
    // A container may run us under a uid that no account has.
    return { ...common, user: String(uid), home: cleanHome(homedir()) };
  }
}

/** Whatever an account data base or $HOME may say (`/home/me/`, nothing at all): what is built on it is clean. */
const cleanHome = (home: string): string => (home.startsWith('/') && isOneLine(home) ? cleanPath(home) : '/');

export function nodeHost(): Host {
  return {
    caller: async () => ({ uid: process.geteuid?.() ?? -1 }),
    look: async (path) => seen(path),
    real: async (path) => quietly(() => realpathSync(path)),
    resolve: async (path) => resolve(path),
    read: async (path, limit) => readFile(path, limit),
    list: async (dir) => quietly(() => readdirSync(dir).sort()),
    stdin: async (limit) => readDescriptor(0, limit),
    executable: async (path) => {
      if (!quietly(() => statSync(path).isFile())) return false;
      return quietly(() => accessSync(path, constants.X_OK) === undefined) ?? false;
    },
    run,
  };
}

const quietly = <T>(act: () => T): T | null => {
  try {
    return act();
  } catch {
    return null;
  }
};

function seen(path: string): Seen | null {
  const found = quietly(() => statSync(path));
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
  try {
    // Before it is opened: a socket cannot be, and some devices do something then.
    const kind = kindOf(statSync(path));
    if (kind !== 'file') return { error: kind };
    // Not blocking: if it has become a FIFO since, opening it would otherwise wait for a writer for ever.
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    return { error: codeOf(error) };
  }
  try {
    const kind = kindOf(fstatSync(fd));
    return kind === 'file' ? readDescriptor(fd, limit) : { error: kind };
  } catch (error) {
    return { error: codeOf(error) };
  } finally {
    closeSync(fd);
  }
}

const kindOf = (found: Stats): 'file' | 'EISDIR' | 'ENOTFILE' =>
  found.isFile() ? 'file' : found.isDirectory() ? 'EISDIR' : 'ENOTFILE';

function readDescriptor(fd: number, limit: number): Bytes {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const chunk = new Uint8Array(Math.min(64 * 1024, limit + 1 - size));
    let got: number;
    try {
      got = readSync(fd, chunk);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'EOF') break;
      // Standard input may be a terminal or socket that is not ready yet; there is nothing to do but wait.
      if (code === 'EAGAIN') {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
        continue;
      }
      return { error: code };
    }
    if (got === 0) break;
    chunks.push(chunk.subarray(0, got));
    size += got;
    if (size > limit) return { error: 'EFBIG' };
  }
  const only = chunks[0];
  return { bytes: chunks.length === 1 && only ? only : Buffer.concat(chunks) };
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? 'EIO';

/** node:child_process, not execa: this is on the way of every start, and execa costs 26 ms there. */
async function run(argv: readonly [string, ...string[]]): Promise<Ran> {
  const { execFile } = await import('node:child_process');
  const [program, ...rest] = argv;
  return new Promise((done) => {
    const options = {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      timeout: 20_000,
      killSignal: 'SIGKILL',
      env: { ...process.env, LC_ALL: 'C' },
    } as const;
    const child = execFile(program, rest, options, (error, stdout, stderr) => {
      if (!error) done({ code: 0, stdout, stderr });
      else if (typeof error.code === 'number') done({ code: error.code, stdout, stderr });
      else if (error.code === undefined)
        done({ code: 128, stdout, stderr: stderr || `${program} was ended by ${error.signal ?? 'a signal'}` });
      else done({ code: 127, stdout, stderr: `${program}: ${error.code}` });
    });
    child.stdin?.end();
  });
}
