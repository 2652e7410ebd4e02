// What was written or renamed → on the disk when the promise is kept. Many may wait at once: a folder is synced once for all
// who asked before that sync began, and the disk is asked for many files at a time. Writes nothing itself.

import { closeSync, fsync, open } from 'node:fs';
import { codeOf } from './files.ts';

/**
 * Not before everybody who is at it now has written what he has to write: a file system that is busy with a sync lets nobody
 * make a file meanwhile.
 */
const everybodyElse = (): Promise<void> => new Promise((done) => setImmediate(done));

/** An open file's content and mode. */
export async function syncFile(fd: number): Promise<void> {
  await everybodyElse();
  await synced(fd);
}

const synced = (fd: number): Promise<void> =>
  new Promise((done, fail) => fsync(fd, (error) => (error ? fail(error) : done())));

/** By folder: the sync that is under way, and the one that comes after it, which whoever asks now still can join. */
const running = new Map<string, Promise<void>>();
const coming = new Map<string, Promise<void>>();

/** Which names are in it. */
function syncFolder(folder: string): Promise<void> {
  const joined = coming.get(folder);
  if (joined) return joined;
  const before = running.get(folder) ?? Promise.resolve();
  const mine: Promise<void> = before
    .catch(() => undefined)
    .then(everybodyElse)
    .then(() => {
      coming.delete(folder);
      running.set(folder, mine);
      return namesOf(folder);
    })
    .finally(() => {
      if (running.get(folder) === mine) running.delete(folder);
    });
  coming.set(folder, mine);
  return mine;
}

/** Folders whose names nobody has waited for yet. */
const owed = new Set<string>();
let paying: Promise<unknown> = Promise.resolve();

/** Which names are in it, too, but not now: whoever waits for the disk next waits for this as well. */
export function syncFolderLater(folder: string): void {
  owed.add(folder);
}

/** These folders, and whatever is owed. */
export async function syncFolders(folders: readonly string[]): Promise<void> {
  if (owed.size > 0) paying = Promise.all([paying, ...[...owed].map(syncFolder)]);
  owed.clear();
  await Promise.all([paying, ...folders.map(syncFolder)]);
}

/** Where the folder may not be opened, or the file system knows no such thing, there is no more to be done. */
async function namesOf(folder: string): Promise<void> {
  const fd = await new Promise<number | null>((done) => {
    open(folder, 'r', (error, opened) => done(error ? null : opened));
  });
  if (fd === null) return;
  try {
    await synced(fd);
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EROFS', 'EBADF', 'EPERM', 'EACCES'].includes(codeOf(error))) throw error;
  } finally {
    closeSync(fd);
  }
}
