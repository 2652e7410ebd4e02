// The real log files, on node:fs, as node/host.ts is for everything else (floor 2). Looks and reads; the one thing that
// changes a file is in node-rotate.ts. Synchronous: what is read is small or read in blocks.

import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { LogFiles, OpenLog } from './log-files.ts';
import { copyTruncate } from './node-rotate.ts';

export const nodeLogs: LogFiles = {
  end(path) {
    const seen = quietly(() => statSync(path, { throwIfNoEntry: false }));
    return seen?.isFile() ? { id: idOf(seen), size: seen.size } : null;
  },
  open: openLog,
  older,
  rotate: copyTruncate,
};

const quietly = <T>(act: () => T): T | null => {
  try {
    return act();
  } catch {
    return null;
  }
};

const idOf = ({ dev, ino }: Stats): string => `${dev}:${ino}`;

function openLog(path: string): OpenLog | { readonly error: string } {
  let fd: number;
  try {
    // Looked at before it is opened, and not blocking: a FIFO would wait for a writer for ever.
    if (!statSync(path).isFile()) return { error: 'ENOTFILE' };
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch (error) {
    return { error: (error as NodeJS.ErrnoException).code ?? 'EIO' };
  }
  return {
    id: idOf(fstatSync(fd)),
    look() {
      const { size: bytes, mtimeMs } = fstatSync(fd);
      return { size: bytes, mtimeMs };
    },
    read(position, length) {
      const bytes = new Uint8Array(length);
      let got = 0;
      while (got < length) {
        const more = quietly(() => readSync(fd, bytes, got, length - got, position + got)) ?? 0;
        if (more === 0) break;
        got += more;
      }
      return bytes.subarray(0, got);
    },
    close: () => closeSync(fd),
  };
}

/** Three digits at most: `app.log.20250131` is somebody else's way of rotating. */
function older(path: string): readonly string[] {
  const name = `${basename(path)}.`;
  const numbers = (quietly(() => readdirSync(dirname(path))) ?? [])
    .filter((one) => one.startsWith(name) && /^[1-9][0-9]{0,2}$/.test(one.slice(name.length)))
    .map((one) => Number(one.slice(name.length)));
  return numbers.sort((a, b) => a - b).map((number) => `${path}.${number}`);
}
