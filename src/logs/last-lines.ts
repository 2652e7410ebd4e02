// What a daemon has written since a moment: marks are made before it is started, and afterwards its last lines behind them
// are read, so that a failure is shown with its own words and not with those of an earlier start. Changes nothing.

import type { Hands } from '../host.ts';
import type { Domain, Logs } from '../model.ts';
import { advance } from './follow.ts';
import { journalArgv, readEntry } from './journal.ts';
import type { LogFiles } from './log-files.ts';
import type { LogLine } from './lines.ts';
import { close, lines, type Mark, markOf } from './parts.ts';
import { keepLast } from './read.ts';

export interface StreamMark extends Mark {
  readonly stream: LogLine['stream'];
}

/** Four looks at most. Nothing for the journal, where every start has a name of its own. */
export function markEnds(files: Pick<LogFiles, 'end'>, logs: Logs): readonly StreamMark[] {
  if (logs.kind !== 'files') return [];
  if (logs.stdout === logs.stderr) return [{ ...markOf(files, logs.stdout), stream: 'log' }];
  return [
    { ...markOf(files, logs.stdout), stream: 'out' },
    { ...markOf(files, logs.stderr), stream: 'err' },
  ];
}

/** The last `count` of each stream that has any; those of standard error last, as they mostly say why. */
export function linesSince(
  files: LogFiles,
  daemon: string,
  marks: readonly StreamMark[],
  count: number,
): readonly LogLine[] {
  return marks.flatMap((mark) => {
    const since = advance(files, mark);
    const parts = keepLast(since.parts, count);
    try {
      return [...lines(files, parts)].map((bytes): LogLine => ({ daemon, stream: mark.stream, atMs: null, bytes }));
    } finally {
      close(parts);
    }
  });
}

export interface JournalStart {
  readonly unit: string;
  readonly domain: Domain;
  /** null: not known which; then it is what was written since. */
  readonly invocation: string | null;
  /** Of its main process, which may be gone. */
  readonly pid: number | null;
  /** A moment before the start. */
  readonly sinceMs: number;
}

/** The same from the journal, of one start. journald may be a moment behind. */
export async function journalLinesSince(
  hands: Pick<Hands, 'run'>,
  daemon: string,
  start: JournalStart,
  count: number,
): Promise<readonly LogLine[]> {
  // A little earlier: the journal's own search goes by whole seconds, and pids are not used again so soon.
  const query = { ...start, sinceMs: start.sinceMs - 1000, last: count, follow: false };
  const written = async (pid: number | null): Promise<readonly LogLine[]> =>
    (await hands.run(journalArgv({ ...query, pid }))).stdout
      .split('\n')
      .map((line) => readEntry(daemon, line))
      .filter((line) => line !== null)
      .filter((line) => line.stream === 'log');
  const own = await written(start.pid);
  if (own.length > 0 || start.pid !== null) return own;
  // Of one that ended at once, journald may not have learned whose it was.
  const pid = await lastPid(hands, start);
  return pid === null ? own : written(pid);
}

async function lastPid({ run }: Pick<Hands, 'run'>, { unit, domain }: JournalStart): Promise<number | null> {
  const user = domain === 'system' ? [] : ['--user'];
  const { stdout } = await run(['systemctl', ...user, 'show', '--property=ExecMainPID', '--value', unit]);
  const pid = Number(stdout.trim());
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}
