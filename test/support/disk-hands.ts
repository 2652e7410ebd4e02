// The few verbs that the lock needs, on the real file system, as plainly as they can be written: a test of the lock is not to
// depend on how the program's own hands are made.
import * as fs from 'node:fs/promises';
import type { Hands } from '../../src/host.ts';

export function diskHands(): Hands {
  const code = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'EIO';
  const doing = (work: Promise<unknown>, except: readonly string[] = []): Promise<string | null> =>
    work.then(
      () => null,
      (error: unknown) => (except.includes(code(error)) ? null : code(error)),
    );
  const verbs: Partial<Hands> = {
    caller: () => Promise.resolve({ uid: process.getuid?.() ?? 0 }),
    read: (path) =>
      fs.readFile(path).then(
        (bytes) => ({ bytes }),
        (error: unknown) => ({ error: code(error) }),
      ),
    list: (dir) =>
      fs.readdir(dir).then(
        (names) => names.sort(),
        () => null,
      ),
    stand: (path) =>
      fs.lstat(path).then(
        (found) => ({
          kind: found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other',
          size: found.size,
          mode: found.mode & 0o777,
          uid: found.uid,
          mtimeMs: found.mtimeMs,
          ctimeMs: found.ctimeMs,
        }),
        () => null,
      ),
    remove: (path) => doing(fs.unlink(path), ['ENOENT']),
    removeEmpty: (path) => doing(fs.rmdir(path), ['ENOENT', 'ENOTEMPTY', 'EEXIST']),
    makeFolder: (path, mode) => doing(fs.mkdir(path, { recursive: true, mode })),
    makeFile: (path, mode) => doing(fs.writeFile(path, '', { flag: 'wx', mode }), ['EEXIST']),
    chmod: (path, mode) => doing(fs.chmod(path, mode)),
    now: () => Date.now(),
    sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
  };
  return verbs as Hands;
}
