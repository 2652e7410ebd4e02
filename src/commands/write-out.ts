// Files to be looked at, below a folder of the caller's choice, each at its full path. Atomic; skipped when equal.
// Must not write anywhere else: no symlink below that folder is followed.
import { constants } from 'node:fs';
import { lstat, mkdir, open, readFile, realpath, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { File } from '../model.ts';

export interface Written {
  readonly path: string;
  /** equal: it was there already, byte for byte. */
  readonly how: 'written' | 'equal';
}

export type Refused = { readonly path: string; readonly why: string; readonly symlink: boolean };

/** Stops at the first that cannot be written: what is half there is of no use. */
export async function writeOut(
  folder: string,
  files: readonly File[],
): Promise<{ written: Written[]; refused: Refused | null }> {
  const written: Written[] = [];
  let at = folder;
  try {
    await mkdir(folder, { recursive: true });
    // DIR itself may be a symlink: that is the caller's own choice.
    const root = await realpath(folder);
    for (const file of files) {
      at = join(root, file.path);
      const symlink = await makeFolders(root, file.path);
      if (symlink) return { written, refused: { path: symlink, why: 'a symlink stands in the way', symlink: true } };
      written.push({ path: at, how: (await isEqual(at, file)) ? 'equal' : await put(at, file) });
    }
    return { written, refused: null };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { written, refused: { path: at, why: inWords[code] ?? message, symlink: false } };
  }
}

const inWords: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left',
  EDQUOT: 'over quota',
  ENOTDIR: 'a file stands where a folder is needed',
  EEXIST: 'a file stands where a folder is needed',
  EISDIR: 'a folder stands where the file should go',
  ENOTEMPTY: 'a folder stands where the file should go',
};

/** Answers the symlink that it would have had to go through, if any. */
async function makeFolders(root: string, path: string): Promise<string | null> {
  const names = dirname(path).split('/').filter(Boolean);
  if (path.split('/').includes('..')) throw new Error(`not a clean path: ${path}`);
  let folder = root;
  for (const name of names) {
    folder = join(folder, name);
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if ((await lstat(folder)).isSymbolicLink()) return folder;
  }
  return null;
}

async function isEqual(path: string, file: File): Promise<boolean> {
  const seen = await lstat(path).catch(() => null);
  if (!seen?.isFile() || (seen.mode & 0o7777) !== file.mode) return false;
  const text = await readFile(path).catch(() => null);
  return text?.equals(Buffer.from(file.text)) ?? false;
}

async function put(path: string, file: File): Promise<'written'> {
  const temporary = join(dirname(path), `.daemonsync-${process.pid}.tmp`);
  // Never readable by others while it is being written, whatever its mode will be.
  const handle = await open(
    temporary,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    try {
      await handle.writeFile(file.text);
      await handle.chmod(file.mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
  return 'written';
}
