// One file or link → in its place, whole and on the disk, or not there at all. Everything is made under a name of our own
// beside it, `.daemonsync-…`, and renamed. The name says whose it is, so that what a killed run has left can be swept away.

import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from './node-files.ts';

/** What we refuse, in the system's words. */
export class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export function putFile(
  file: { readonly path: string; readonly mode: number; readonly text: string },
  swept: Set<string>,
): void {
  put(file.path, swept, (temporary) => {
    // Whoever may not read the file may not read it while it is being written either.
    const fd = openSync(temporary, 'wx', 0o600);
    try {
      const bytes = Buffer.from(file.text, 'utf8');
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      fchmodSync(fd, file.mode);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
}

/** In place of a link only: a file or folder that stands there is somebody's. */
export function putLink(path: string, target: string, swept: Set<string>): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && !found.isSymbolicLink()) throw new Refused('EEXIST');
  put(path, swept, (temporary) => symlinkSync(target, temporary));
}

function put(path: string, swept: Set<string>, make: (temporary: string) => void): void {
  const folder = dirname(path);
  makeFolders(folder);
  if (!swept.has(folder)) sweep(folder);
  swept.add(folder);
  const temporary = `${folder}/.daemonsync-${me()}-${++count}`;
  try {
    make(temporary);
    renameSync(temporary, path);
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // It was never made, or cannot be removed now: a later run will sweep it.
    }
    throw error;
  }
  syncFolder(folder);
}

function makeFolders(folder: string): void {
  let first = mkdirSync(folder, { recursive: true, mode: 0o755 });
  // Each new folder is an entry of the one above, which has to be on the disk too.
  for (let at = folder; first !== undefined; at = dirname(at)) {
    syncFolder(dirname(at));
    if (at === first || at === '/') first = undefined;
  }
}

/** Where the folder may not be opened, or the file system knows no such thing, there is no more to be done. */
export function syncFolder(folder: string): void {
  let fd: number;
  try {
    fd = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(fd);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EROFS', 'EBADF', 'EPERM', 'EACCES'].includes(codeOf(error))) throw error;
  } finally {
    closeSync(fd);
  }
}

// ── Whose a temporary name is: the PID namespace, the process in it, and when that process began ──

let count = 0;
let mine: string | null = null;

function me(): string {
  mine ??= `${pidNamespace()}-${process.pid}-${startOf(process.pid) ?? 0}`;
  return mine;
}

/** 0 where there are none. Two containers may share a home, and then number their processes each for itself. */
function pidNamespace(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? '0';
  } catch {
    return '0';
  }
}

/** In ticks since the machine was booted; 'gone': it has ended, and nobody has taken notice. null: nothing tells. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name stands in brackets and may hold anything: count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'gone' : (fields[19] ?? null);
  } catch {
    return null;
  }
}

const LEFTOVER = /^\.daemonsync-(\d+)-(\d+)-(\d+)-\d+$/;
const DAY_MS = 86_400_000;

function sweep(folder: string): void {
  for (const name of namesIn(folder)) {
    const [found, namespace, pid, start] = LEFTOVER.exec(name) ?? [];
    if (found === undefined || `${namespace}-${pid}-${start}` === me()) continue;
    const path = `${folder}/${name}`;
    try {
      const dead = namespace === pidNamespace() && !isAlive(Number(pid), start ?? '');
      if (dead || Date.now() - lstatSync(path).ctimeMs > DAY_MS) unlinkSync(path);
    } catch {
      // Somebody else has swept it.
    }
  }
}

/** A folder that may be written may still be one that may not be listed. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid: number, start: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  const now = startOf(pid);
  return now === null || now === start;
}
