// One process, timed from before it is started until it has ended; and what many such times come to.
// Never waits longer than it is told to: then all that the process has started is killed with it.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';

/**
 * What it says goes into the file `said`, because waiting for a pipe to close would count what is left running behind.
 * `read`: what it writes to stdout is wanted, and comes through a pipe after all.
 */
export function timed(argv, { env, cwd, limitMs, said, read = false }) {
  const log = openSync(said, 'w');
  const started = performance.now();
  const ended = spawnSync(argv[0], argv.slice(1), {
    env,
    cwd,
    timeout: limitMs,
    killSignal: 'SIGKILL',
    detached: true, // a group of its own, so that the group can be killed
    maxBuffer: 64 << 20,
    encoding: 'utf8',
    stdio: ['ignore', read ? 'pipe' : log, log],
  });
  const ms = performance.now() - started;
  closeSync(log);
  const cut = ended.error?.code === 'ETIMEDOUT';
  if (cut) killGroup(ended.pid);
  else if (ended.error) throw new Error(`${argv[0]}: ${ended.error.message}`);
  return { ms, cut, status: ended.status, stdout: ended.stdout ?? '' };
}

/** How a process explained itself, in a line: the beginning, which says what, and the end. */
export function inShort(said) {
  const lines = readFileSync(said, 'utf8').trim().split('\n');
  const some = lines.length > 3 ? [...lines.slice(0, 2), '…', lines.at(-1)] : lines;
  return some.map((line) => line.trim().slice(0, 160)).join(' / ');
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function shuffled(items) {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // nobody is left in it
  }
}
