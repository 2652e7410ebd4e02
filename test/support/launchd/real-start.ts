// Starts one process as launchd's own helper does, and tells how it ended: exactly these words and this environment, its folder, its
// umask, its files, a session and process group of its own. What it cannot start it says at once. It knows no plist.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { constants as system } from 'node:os';
import { dirname } from 'node:path';
import type { Spawning } from './body.ts';

export interface Ended {
  readonly code: number | null;
  /** A number. */
  readonly signal: number | null;
}

type Begun = { readonly pid: number } | { readonly error: string };

/** `ended` is called once, later, and never from within. */
export function startProcess(what: Spawning, ended: (pid: number, how: Ended) => void): Begun {
  const fds: number[] = [];
  const open = (make: () => number): number => {
    const fd = make();
    fds.push(fd);
    return fd;
  };
  const before = process.umask(what.umask);
  try {
    const program = programOf(what.program);
    if (program === null) return { error: `${what.program} is not on the standard path` };
    // By the job's own right: what is closed to its user it cannot have, though we could (L64, L79).
    const stdio = by(what, () => {
      if (!canStart(program)) throw new Error(`${program} is no program`);
      if (!statSync(what.workingDirectory).isDirectory()) throw new Error(`${what.workingDirectory} is no folder`);
      // May it be entered? (access(2) would answer for who we are, not for whom we act.)
      statSync(`${what.workingDirectory}/.`);
      const stdin = open(() => openSync(what.stdin ?? '/dev/null', 'r'));
      const stdout = open(() => opened(what.stdout));
      const stderr = what.stderr === what.stdout ? stdout : open(() => opened(what.stderr));
      return [stdin, stdout, stderr];
    });
    const child = spawn(program, what.argv.slice(1), {
      argv0: what.argv[0] ?? program,
      cwd: what.workingDirectory,
      env: what.environment,
      stdio,
      detached: true,
      ...(isAnother(what) ? { uid: what.uid, gid: what.gid } : {}),
    });
    return followed(child, ended);
  } catch (error) {
    return { error: String(error) };
  } finally {
    process.umask(before);
    for (const fd of fds) closeSync(fd);
  }
}

const isAnother = ({ uid }: Spawning): boolean => process.getuid?.() === 0 && uid !== 0;

function by<T>(what: Spawning, act: () => T): T {
  if (!isAnother(what)) return act();
  process.setegid?.(what.gid);
  process.seteuid?.(what.uid);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

function followed(child: ChildProcess, ended: (pid: number, how: Ended) => void): Begun {
  // Told of later, though it is known by now.
  child.on('error', () => undefined);
  const { pid } = child;
  if (pid === undefined) return { error: 'it could not be executed' };
  child.on('exit', (code, signal) => ended(pid, { code, signal: signal === null ? null : system.signals[signal] }));
  return { pid };
}

/** L60: a bare name is looked up on the standard path, and not on that of the job. */
const STANDARD_PATH = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
const programOf = (program: string): string | null =>
  program.startsWith('/')
    ? program
    : (STANDARD_PATH.map((folder) => `${folder}/${program}`).find(
        (path) => statSync(path, { throwIfNoEntry: false }) !== undefined,
      ) ?? null);

/** The C library would run a script without its first line in a shell; posix_spawn on a Mac does not. */
function canStart(program: string): boolean {
  const fd = openSync(program, 'r');
  try {
    const head = Buffer.alloc(4);
    const length = readSync(fd, head, 0, 4, 0);
    return head.toString('latin1', 0, 2) === '#!' || (length === 4 && head.toString('latin1') === '\x7fELF');
  } finally {
    closeSync(fd);
  }
}

/** L64, L79: made if missing, with its folder; appended to, never cut off. */
function opened(path: string | null): number {
  if (path !== null) mkdirSync(dirname(path), { recursive: true });
  return openSync(path ?? '/dev/null', 'a', 0o666);
}

/** A negative one is a group. false: there is none. */
export function signalProcess(pid: number, signal: number): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}
