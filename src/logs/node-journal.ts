// A command that may print for ever → its lines, one by one, as they come (floor 2: it starts a process, and ends it). What
// journalctl prints of a big journal would not fit into the one string of Host.run.

import { spawn } from 'node:child_process';
import type { Argv } from '../model.ts';
import { lineSplitter } from './parts.ts';

export interface Streaming {
  readonly onLine: (line: string) => void;
  /** Asked after each portion; false ends the command. */
  readonly going: () => boolean;
}

export function streamLines(
  [program, ...words]: Argv,
  { onLine, going }: Streaming,
): Promise<{ readonly code: number; readonly stderr: string }> {
  return new Promise((done) => {
    const child = spawn(program, words, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    const splitter = lineSplitter();
    const tell = (line: Uint8Array): void => onLine(Buffer.from(line).toString());
    let stderr = '';
    let stopped = false;
    child.stderr.on('data', (text: Buffer) => (stderr = (stderr + text.toString()).slice(-4096)));
    child.stdout.on('data', (bytes: Buffer) => {
      for (const line of splitter.take(bytes)) tell(line);
      if (going() || stopped) return;
      stopped = true;
      child.kill();
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      done({ code: 127, stderr: `${program}: ${error.code ?? error.message}` }),
    );
    child.on('close', (code) => {
      const rest = splitter.rest();
      if (rest !== null) tell(rest);
      done({ code: stopped ? 0 : (code ?? 130), stderr });
    });
  });
}
