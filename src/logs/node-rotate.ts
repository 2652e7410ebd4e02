// One log file → its copy in `.1` and an empty file under the same inode, for a service manager that holds it open for
// appending (floor 2: node:fs). Follows no link and touches nobody else's file. Cut anywhere, no line is lost.
//
// The window: what is written between the last read that found nothing and the ftruncate right behind it is lost; closing it
// would need the writer to stop. For a daemon that writes a few thousand lines a second that is a line once in a while. One that
// writes without ever pausing (half a million lines a second, measured) makes the truncation wait for its turn: some
// hundreds of lines at every third cut. Cut off between the rename and the truncation, the lines are there twice.

import {
  closeSync,
  constants,
  fchmodSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Rotated } from './log-files.ts';

const { O_RDWR, O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY, O_DIRECTORY } = constants;
const BLOCK = 1024 * 1024;
const SYNC_EVERY = 64 * BLOCK;
/** Some milliseconds. A program that flushes in the middle of a line may leave one there for longer. */
const UNENDED_LOOKS = 2000;
/** A copy that has not grown for so long was left by somebody who is gone. */
const ABANDONED_MS = 60_000;

const left = (why: string, mend: string): Rotated => ({ kind: 'left', why, mend });

export async function copyTruncate(path: string, keep: number): Promise<Rotated> {
  let log: number;
  try {
    const refused = notOurs(lstatSync(path), path);
    if (refused) return refused;
    log = openSync(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
  } catch (error) {
    return failed(error, path);
  }
  try {
    const seen = fstatSync(log);
    const refused = notOurs(seen, path) ?? inTheWay(path, keep);
    if (refused) return refused;
    if (keep > 0) return await copyThenTruncate(log, path, keep, seen);
    ftruncateSync(log, 0);
    dropBeyond(path, 0);
    return { kind: 'rotated', bytes: seen.size };
  } catch (error) {
    return failed(error, path);
  } finally {
    closeSync(log);
  }
}

function notOurs(seen: Stats, path: string): Rotated | null {
  if (seen.isSymbolicLink())
    return left('it is a link', `name the file it leads to in \`logs\`, or rotate that one yourself`);
  if (!seen.isFile()) return left('it is no regular file', 'set `logs: {rotate: false}`');
  if (seen.uid !== process.geteuid?.()) return left('it belongs to somebody else', `sudo truncate -s 0 ${path}`);
  if (seen.nlink > 1)
    return left('it has a second name (a hard link)', `find that with: find / -xdev -samefile ${path}`);
  return null;
}

/** Only what a rotation can have made is moved or replaced. */
function inTheWay(path: string, keep: number): Rotated | null {
  for (let number = 1; number <= keep; number += 1) {
    const copy = lstatSync(`${path}.${number}`, { throwIfNoEntry: false });
    if (copy === undefined) return null;
    if (!copy.isFile() || copy.uid !== process.geteuid?.())
      return left(`${path}.${number} is in the way`, `move it away: mv ${path}.${number} ${path}.old`);
  }
  return null;
}

async function copyThenTruncate(log: number, path: string, keep: number, seen: Stats): Promise<Rotated> {
  const temporary = `${path}.rotating`;
  const copy = openTemporary(temporary);
  if (copy === null) return left('another daemonsync is rotating it', 'nothing needs to be done');
  let stage: 'copying' | 'placed' | 'truncated' = 'copying';
  try {
    const limit = 4 * seen.size + 1024 * BLOCK;
    let at = 0;
    fchmodSync(copy, seen.mode & 0o777);
    // What grew while the first pass was written to the disk is then little.
    for (let pass = 0; pass < 2; pass += 1) {
      at = await copyOn(log, copy, at, limit);
      fsyncSync(copy);
    }
    makeRoom(path, keep);
    renameSync(temporary, `${path}.1`);
    stage = 'placed';
    syncFolder(dirname(path));
    const { atime, mtime } = fstatSync(log);
    at = copyRestThenTruncate(log, copy, at, limit);
    stage = 'truncated';
    // `--since` goes by it: the copy was last written to when the log was.
    futimesSync(copy, atime, mtime);
    fsyncSync(copy);
    dropBeyond(path, keep);
    return { kind: 'rotated', bytes: at };
  } catch (error) {
    // Until then all lines are still in the log itself, and a copy would only show them twice.
    if (stage !== 'truncated') unlinkSync(stage === 'placed' ? `${path}.1` : temporary);
    throw error;
  } finally {
    closeSync(copy);
  }
}

/** For nobody else's eyes until it has the log's own mode. null: somebody is at it. */
function openTemporary(temporary: string): number | null {
  try {
    return openSync(temporary, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const seen = lstatSync(temporary);
    if (Math.abs(Date.now() - seen.mtimeMs) < ABANDONED_MS || seen.isDirectory()) return null;
    unlinkSync(temporary);
    return openSync(temporary, 'wx', 0o600);
  }
}

/** Gives way to others between the blocks of a big file: a Ctrl-C has to be heard. */
async function copyOn(log: number, copy: number, from: number, limit: number): Promise<number> {
  const block = Buffer.allocUnsafe(BLOCK);
  let at = from;
  for (let unsynced = 0; ; ) {
    const got = readSync(log, block, 0, BLOCK, at);
    if (got === 0) return at;
    writeWhole(copy, block.subarray(0, got));
    at += got;
    unsynced += got;
    if (at > limit) throw Object.assign(new Error('too fast'), { code: 'TOOFAST' });
    if (unsynced < SYNC_EVERY) continue;
    fdatasyncSync(copy);
    unsynced = 0;
    await new Promise((next) => setImmediate(next));
  }
}

/** A write that is under way is seen in pieces: it is given a moment to end, or half of its line would be lost. */
function copyRestThenTruncate(log: number, copy: number, from: number, limit: number): number {
  const block = Buffer.allocUnsafe(BLOCK);
  let at = from;
  let endsLine = true;
  for (let patience = UNENDED_LOOKS; ; ) {
    const got = readSync(log, block, 0, BLOCK, at);
    if (got === 0 && (endsLine || (patience -= 1) < 0)) break;
    if (got === 0) continue;
    writeWhole(copy, block.subarray(0, got));
    endsLine = block[got - 1] === 10;
    at += got;
    if (at > limit) throw Object.assign(new Error('too fast'), { code: 'TOOFAST' });
  }
  ftruncateSync(log, 0);
  return at;
}

function writeWhole(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

/** Up by one, from the first gap downwards: an earlier run that was cut here has left one, and no copy is pushed out for it. */
function makeRoom(path: string, keep: number): void {
  let free = 1;
  while (free < keep && lstatSync(`${path}.${free}`, { throwIfNoEntry: false }) !== undefined) free += 1;
  for (let number = free; number > 1; number -= 1) renameSync(`${path}.${number - 1}`, `${path}.${number}`);
}

/** Of a time when more were kept. Ends at the first gap: beyond it the names may be anybody's. */
function dropBeyond(path: string, keep: number): void {
  for (let number = keep + 1; ; number += 1) {
    const seen = lstatSync(`${path}.${number}`, { throwIfNoEntry: false });
    if (!seen?.isFile() || seen.uid !== process.geteuid?.()) return;
    unlinkSync(`${path}.${number}`);
  }
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, O_RDONLY | O_DIRECTORY);
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

const WHY: Readonly<Record<string, readonly [why: string, mend: string]>> = {
  ENOENT: ['it is gone', 'nothing needs to be done'],
  ELOOP: ['it is a link', 'name the file it leads to in `logs`'],
  ENOSPC: ['the disk is too full for a copy of it', 'make room, or empty it: truncate -s 0'],
  EDQUOT: ['a copy of it would be over quota', 'make room, or empty it: truncate -s 0'],
  EFBIG: ['a copy of it would be too big for this file system', 'empty it: truncate -s 0'],
  EROFS: ['the file system is read-only', 'remount it, or set `logs: {rotate: false}`'],
  EACCES: ['permission denied', 'chmod u+rw it, and u+wx its folder'],
  EPERM: ['it may only be appended to', 'chattr -a, or set `logs: {rotate: false}`'],
  TOOFAST: ['it grows faster than it can be copied', 'see what its daemon writes'],
};

/** Only what has no code is a bug. */
function failed(error: unknown, path: string): Rotated {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  const [why, mend] = WHY[code] ?? [`the system says ${code}`, 'set `logs: {rotate: false}`'];
  return left(why, mend.endsWith('-s 0') ? `${mend} ${path}` : mend);
}
