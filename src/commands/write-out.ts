// Daemons' files, below a folder of the caller's choice, each at its full path, and the folders their logs need. Atomic;
// skipped when equal. Must not write anywhere else (no symlink below that folder is followed), nor over what is not ours.
import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, readFile, realpath, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readMark } from '../mark.ts';
import type { DesiredDaemon, File } from '../model.ts';

/** All that matters of a daemon here. */
export type Laid = Pick<DesiredDaemon, 'name' | 'files' | 'folders'>;

export interface Written {
  readonly path: string;
  /** equal: it was there already, byte for byte. edited: it was ours, and somebody had changed it since. */
  readonly how: 'written' | 'equal' | 'edited';
}

export type Refused = { readonly path: string; readonly why: string; readonly conflict: boolean };

/** Stops at the first that cannot be written: what is half there is of no use. A stranger's file stops it before that. */
export async function writeOut(
  folder: string,
  daemons: readonly Laid[],
): Promise<{ written: Written[]; refused: readonly Refused[] }> {
  const written: Written[] = [];
  let at = folder;
  try {
    const strangers = await notOurs(folder, daemons);
    if (strangers.length > 0) return { written, refused: strangers };
    await mkdir(folder, { recursive: true });
    // DIR itself may be a symlink: that is the caller's own choice.
    const root = await realpath(folder);
    const inTheWay = (path: string): Refused => ({ path, why: 'a symlink stands in the way', conflict: true });
    for (const daemon of daemons) {
      for (const file of daemon.files) {
        at = join(root, file.path);
        const symlink = await makeFolders(root, dirname(file.path));
        if (symlink) return { written, refused: [inTheWay(symlink)] };
        const before = await lookAt(at, file);
        if (before !== 'equal') await put(at, file);
        written.push({ path: at, how: before });
      }
      for (const { path, mode } of daemon.folders) {
        at = join(root, path);
        const symlink = await makeFolders(root, path, mode);
        if (symlink) return { written, refused: [inTheWay(symlink)] };
      }
    }
    return { written, refused: [] };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { written, refused: [{ path: at, why: inWords[code] ?? message, conflict: false }] };
  }
}

/** Files of those names that another daemon's mark, or none, is in: somebody else's. */
async function notOurs(folder: string, daemons: readonly Laid[]): Promise<Refused[]> {
  const found: Refused[] = [];
  for (const { name, files } of daemons) {
    for (const file of files) {
      const path = join(folder, file.path);
      const text = await readFile(path, 'utf8').catch(() => null);
      const mark = text === null ? null : readMark(text);
      const wanted = readMark(file.text);
      if (text === null || (mark?.namespace === wanted?.namespace && mark?.daemon === wanted?.daemon)) continue;
      const whose = mark
        ? `belongs to daemon \`${mark.daemon}\` of namespace \`${mark.namespace}\``
        : "is not daemonsync's";
      found.push({ path, why: `it ${whose}; move it away, or rename the daemon \`${name}\``, conflict: true });
    }
  }
  return found;
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

/** Answers the symlink that it would have had to go through, if any. The mode is the last folder's, where it is made. */
async function makeFolders(root: string, path: string, mode = 0o777): Promise<string | null> {
  const names = path.split('/').filter(Boolean);
  if (names.includes('..')) throw new Error(`not a clean path: ${path}`);
  let folder = root;
  for (const [index, name] of names.entries()) {
    folder = join(folder, name);
    await mkdir(folder, index === names.length - 1 ? mode : 0o777).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    if ((await lstat(folder)).isSymbolicLink()) return folder;
  }
  return null;
}

async function lookAt(path: string, file: File): Promise<Written['how']> {
  const seen = await lstat(path).catch(() => null);
  if (!seen?.isFile()) return 'written';
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === file.text && (seen.mode & 0o7777) === file.mode) return 'equal';
  return text !== null && readMark(text)?.intact === false ? 'edited' : 'written';
}

async function put(path: string, file: File): Promise<void> {
  const { temporary, handle } = await openTemporary(dirname(path));
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
}

/** A name may be taken: by an earlier run of our process id that was cut, or by one in another container. */
async function openTemporary(folder: string, tries = 0): Promise<{ temporary: string; handle: FileHandle }> {
  const temporary = join(folder, `.daemonsync-${process.pid}${tries === 0 ? '' : `-${tries}`}.tmp`);
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  try {
    // Never readable by others while it is being written, whatever its mode will be.
    return { temporary, handle: await open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || tries === 99) throw error;
    return openTemporary(folder, tries + 1);
  }
}
