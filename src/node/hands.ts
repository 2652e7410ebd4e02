// The file system, changed: each verb of Hands that leaves something behind, wholly or not at all. Gives null or the
// system's code. How a file gets into its place, and what killed runs have left, is write.ts's business.

import {
  chmodSync,
  closeSync,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  rmdirSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Hands } from '../host.ts';
import { codeOf } from './files.ts';
import { syncFolderLater } from './sync.ts';
import { putFile, putLink, Refused } from './write.ts';

type Changes = 'write' | 'remove' | 'removeEmpty' | 'makeFolder' | 'makeFile' | 'link' | 'chmod';

export function nodeChanges(): Pick<Hands, Changes> {
  // Folders in which leftovers were looked for already.
  const swept = new Set<string>();
  return {
    write: async (file) => codeFrom(() => putFile(file, swept)),
    link: async (path, target) => codeFrom(() => putLink(path, target, swept)),
    remove: async (path) => codeFrom(() => unlinkSync(path), ['ENOENT', 'ENOTDIR']),
    // Linux says ENOTEMPTY, other systems EEXIST.
    removeEmpty: async (path) => codeFrom(() => rmdirSync(path), ['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST', 'EBUSY']),
    makeFolder: async (path, mode) => codeFrom(() => makeFolder(path, mode)),
    makeFile: async (path, mode) => codeFrom(() => makeFile(path, mode)),
    chmod: async (path, mode) => codeFrom(() => changeMode(path, mode)),
  };
}

async function codeFrom(act: () => void | Promise<void>, fine: readonly string[] = []): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    const code = codeOf(error);
    // Whatever has no number of the system's is a bug of ours.
    if (typeof (error as NodeJS.ErrnoException).errno !== 'number' && !(error instanceof Refused)) throw error;
    return fine.includes(code) ? null : code;
  }
}

function makeFolder(path: string, mode: number): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  if (found) throw new Refused('ENOTDIR');
  const parent = dirname(path);
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Somebody was quicker.
    if (codeOf(error) === 'EEXIST' && statSync(path).isDirectory()) return;
    throw error;
  }
  // The umask may have taken something off.
  chmodSync(path, mode);
  // A folder alone is worth no wait: what is written into it waits for both.
  syncFolderLater(parent);
}

function makeFile(path: string, mode: number): void {
  let fd: number;
  try {
    fd = openSync(path, 'wx', mode);
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && !lstatSync(path).isDirectory()) return;
    throw codeOf(error) === 'EEXIST' ? new Refused('EISDIR') : error;
  }
  try {
    fchmodSync(fd, mode);
  } finally {
    closeSync(fd);
  }
}

/** Not what a link leads to: that is not ours. */
function changeMode(path: string, mode: number): void {
  if (lstatSync(path).isSymbolicLink()) throw new Refused('ELOOP');
  chmodSync(path, mode);
}
