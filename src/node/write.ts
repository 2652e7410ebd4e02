// One file or link → in its place, whole and on the disk, or not there at all. Everything is made under a name of our own
// beside it, `.daemonsync-…`, and renamed. The name says whose it is, so that what a killed run has left can be swept away.
// Only the disk is waited for: up to there everything is done when the call comes back, and many may be under way at once.

import {
  closeSync,
  fchmodSync,
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
import { codeOf } from './files.ts';
import { syncFile, syncFolders } from './sync.ts';

/** What we refuse, in the system's words. */
export class Refused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

export async function putFile(
  file: { readonly path: string; readonly mode: number; readonly text: string },
  swept: Set<string>,
): Promise<void> {
  await put(file.path, swept, async (temporary) => {
    // Whoever may not read the file may not read it while it is being written either.
    const fd = openSync(temporary, 'wx', 0o600);
    try {
      const bytes = Buffer.from(file.text, 'utf8');
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      fchmodSync(fd, file.mode);
      await syncFile(fd);
    } finally {
      closeSync(fd);
    }
  });
}

/** In place of a link only: a file or folder that stands there is somebody's. */
export async function putLink(path: string, target: string, swept: Set<string>): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && !found.isSymbolicLink()) throw new Refused('EEXIST');
  await put(path, swept, async (temporary) => symlinkSync(target, temporary));
}

async function put(path: string, swept: Set<string>, make: (temporary: string) => Promise<void>): Promise<void> {
  const folder = dirname(path);
  const above = makeFolders(folder);
  if (!swept.has(folder)) sweep(folder);
  swept.add(folder);
  const temporary = `${folder}/.daemonsync-${me()}-${++count}`;
  try {
    await make(temporary);
    renameSync(temporary, path);
  } catch (error) {
    try {
      unlinkSync(temporary);
    } catch {
      // It was never made, or cannot be removed now: a later run will sweep it.
    }
    throw error;
  }
  await syncFolders([...above, folder]);
}

/** Each new folder is an entry of the one above, which has to be on the disk too: gives those. */
function makeFolders(folder: string): readonly string[] {
  const first = mkdirSync(folder, { recursive: true, mode: 0o755 });
  const above: string[] = [];
  if (first === undefined) return above;
  for (let at = folder; ; at = dirname(at)) {
    above.push(dirname(at));
    if (at === first || at === '/') break;
  }
  return above;
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
