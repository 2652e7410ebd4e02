// The `logs` field → where the daemon's output goes, and when files of it are rotated.

import type { Logs } from '../model.ts';
import * as read from './reading.ts';
import type { Reading } from './reading.ts';
import { child, type Node } from './tree.ts';

export function readLogs(r: Reading, node: Node | undefined, logDir: string): Logs {
  const word = read.text(node);
  if (word === 'journal' || word === 'none') return { kind: word };
  const rotate = child(node, 'rotate');
  const never = rotate?.kind === 'scalar' && rotate.value === false;
  return {
    kind: 'files',
    stdout: readLogPath(r, child(node, 'stdout')) ?? `${logDir}/service.log`,
    stderr: readLogPath(r, child(node, 'stderr')) ?? `${logDir}/service.err.log`,
    rotate: never
      ? null
      : {
          sizeBytes: read.size(r, child(rotate, 'size')) ?? 10 * 1024 * 1024,
          keep: read.whole(child(rotate, 'keep')) ?? 3,
        },
  };
}

/** systemd 257 loses a blank at the end of a log's path, however it is written. */
function readLogPath(r: Reading, node: Node | undefined): string | null {
  const path = read.path(r, node);
  if (node && path && /[ \t]$/.test(path))
    read.say(r, 'error', node, 'path', "a log file's name cannot end in a blank");
  return path;
}
