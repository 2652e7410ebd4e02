// Loaded before the program itself (`node --require`): counts every call that changes something and every command that is
// run, writes each down, and does what it is told at one of them: dies there, fills the disk, sends a signal, sets the clock.
// The program knows nothing of it: these are Node's own functions, wrapped.
import childProcess from 'node:child_process';
import fs from 'node:fs';

/** When and what: at the call whose line this is, or matches, for the time that `nth` says (the first). */
export interface Fault {
  readonly line?: string;
  readonly like?: string;
  readonly nth?: number;
  /** middle: of a write, when half of it is written; of a command, when it is just begun. after: of a command, when it has ended. */
  readonly when: 'before' | 'middle' | 'after';
  /** A signal to this very process, or a script for /bin/sh that is waited for. */
  readonly signal?: 'SIGKILL' | 'SIGINT' | 'SIGHUP' | 'SIGTERM';
  readonly script?: string;
}

export interface Orders {
  /** Where each call is written down, a line each: `VERB WHAT`. */
  readonly log: string;
  readonly faults?: readonly Fault[];
  /** The clock that this process sees is so far off. */
  readonly clockMs?: number;
}

const { log, faults = [], clockMs = 0 } = JSON.parse(process.env['DAEMONSYNC_FAULTS'] ?? '{}') as Orders;
const now = Date.now;
if (clockMs !== 0) Date.now = () => now() + clockMs;

type Any = (...args: never[]) => unknown;
const real = { ...fs, spawn: childProcess.spawn, spawnSync: childProcess.spawnSync };
const logFd = log === undefined ? -1 : real.openSync(log, 'a');
const paths = new Map<number, string>();
const met = new Map<Fault, number>();

/** Numbers of this very run are left out, so that a line is the same in the next one. */
const plain = (what: string): string =>
  what
    .replaceAll('\n', '\\n')
    .replace(/\/locks\/.*/, '/locks/…')
    .replace(/\/history\/\d+/, '/history/…')
    .replace(/\.daemonsync-[\d-]+/, '.daemonsync-…')
    .replace(/(\/code-.*)\.\d+$/, '$1.…');

interface Hit {
  (when: Fault['when']): void;
  isDue(when: Fault['when']): boolean;
}

/** What is to happen at this call. */
function told(what: string): Hit {
  const line = plain(what);
  if (logFd >= 0) real.writeSync(logFd, `${line}\n`);
  const due = faults.filter((fault) => {
    if (fault.line === undefined ? !new RegExp(fault.like ?? '^$').test(line) : fault.line !== line) return false;
    met.set(fault, (met.get(fault) ?? 0) + 1);
    return met.get(fault) === (fault.nth ?? 1);
  });
  const hit = (when: Fault['when']): void => {
    for (const { script, signal } of due.filter((one) => one.when === when)) {
      if (script !== undefined) real.spawnSync('/bin/sh', ['-c', script], { stdio: 'ignore' });
      if (signal !== undefined) process.kill(process.pid, signal);
    }
  };
  return Object.assign(hit, { isDue: (when: Fault['when']) => due.some((one) => one.when === when) });
}

function wrap(name: keyof typeof fs, what: (...args: never[]) => string | null): void {
  const original = fs[name] as Any;
  const wrapped = (...args: never[]): unknown => {
    const line = what(...args);
    if (line === null) return original(...args);
    const hit = told(line);
    hit('before');
    const result = original(...args);
    hit('after');
    return result;
  };
  (fs as unknown as Record<string, unknown>)[name] = wrapped;
}

const isThere = (path: string): boolean => real.lstatSync(path, { throwIfNoEntry: false }) !== undefined;
const writes = (flags: unknown): boolean =>
  typeof flags === 'string' ? /[wax+]/.test(flags) : typeof flags === 'number' && (flags & 0o3) !== 0;

const openSync = (path: string, flags?: string | number, mode?: number): number => {
  if (!writes(flags)) {
    const fd = real.openSync(path, flags ?? 'r', mode);
    paths.set(fd, path);
    return fd;
  }
  const hit = told(`open ${path}`);
  hit('before');
  const fd = real.openSync(path, flags ?? 'r', mode);
  paths.set(fd, path);
  hit('after');
  return fd;
};
fs.openSync = openSync as typeof fs.openSync;

const writeSync = (fd: number, data: Uint8Array | string, ...rest: readonly number[]): number => {
  if (fd <= 2 || typeof data === 'string')
    return (real.writeSync as Any)(...([fd, data, ...rest] as never[])) as number;
  const hit = told(`write ${paths.get(fd) ?? fd}`);
  hit('before');
  const from = rest[0] ?? 0;
  // As the system may do: half of it now. What is left, the program writes by itself.
  const most = hit.isDue('middle') ? Math.floor((data.length - from) / 2) : data.length - from;
  const written = real.writeSync(fd, data, from, Math.max(1, most));
  hit('middle');
  hit('after');
  return written;
};
fs.writeSync = writeSync as typeof fs.writeSync;

wrap('fsyncSync', (fd: number) => `fsync ${paths.get(fd) ?? fd}`);
wrap('fchmodSync', (fd: number) => `fchmod ${paths.get(fd) ?? fd}`);
wrap('renameSync', (_from: string, to: string) => `rename ${to}`);
wrap('chmodSync', (path: string) => `chmod ${path}`);
wrap('symlinkSync', (_target: string, path: string) => `symlink ${path}`);
wrap('writeFileSync', (path: string | number) => `writeFile ${typeof path === 'number' ? paths.get(path) : path}`);
// Where there is nothing to do, nothing is done.
wrap('mkdirSync', (path: string) => (isThere(path) ? null : `mkdir ${path}`));
wrap('unlinkSync', (path: string) => (isThere(path) ? `unlink ${path}` : null));
wrap('rmdirSync', (path: string) => (isThere(path) ? `rmdir ${path}` : null));

childProcess.spawn = ((command: string, args: readonly string[], options: childProcess.SpawnOptions) => {
  const hit = told(`run ${[command, ...args].join(' ')}`);
  hit('before');
  const child = real.spawn(command, args, options);
  hit('middle');
  child.on('exit', () => hit('after'));
  return child;
}) as typeof childProcess.spawn;
