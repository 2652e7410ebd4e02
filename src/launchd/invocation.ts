// Which start of a label is meant: the process and when it began, or for a label that waits, the session that it is loaded in.
// All processes of the machine come from one `ps`, whose dates are in whole seconds and in UTC whatever the clock on the wall.

import type { PrintedDomain } from './print/printed.ts';
import type { Runs } from './domains.ts';

/** When each process began, by its number: a number alone is used again. */
export type Processes = ReadonlyMap<number, number>;

// Two words, not one: what comes behind a `=` may be taken for one long header, comma and all.
const ALL = ['ps', '-A', '-o', 'pid=', '-o', 'lstart='] as const;

/** null: that cannot be told now. */
export async function processes(host: Runs): Promise<Processes | null> {
  const { code, stdout } = await host.run([...ALL], { env: { LC_ALL: 'C', TZ: 'UTC0' } });
  const found = code === 0 ? readProcesses(stdout) : null;
  return found === null || found.size === 0 ? null : found;
}

export function readProcesses(text: string): Processes {
  const found = new Map<number, number>();
  for (const line of text.split('\n')) {
    const [, pid, month, day, hour, minute, second, year] = LINE.exec(line) ?? [];
    const at = MONTHS.indexOf(month ?? '');
    if (pid === undefined || at < 0) continue;
    const ms = Date.UTC(Number(year), at, Number(day), Number(hour), Number(minute), Number(second));
    found.set(Number(pid), ms);
  }
  return found;
}

/** `  536 Mon Jan  5 10:11:12 2026` */
const LINE = /^\s*(\d+)\s+[A-Z][a-z]{2}\s+([A-Z][a-z]{2})\s+(\d{1,2})\s+(\d{2}):(\d{2}):(\d{2})\s+(\d{4})\s*$/;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

export interface Invocation {
  readonly invocation: string | null;
  readonly startedMs: number | null;
}

export const NONE: Invocation = { invocation: null, startedMs: null };

export function runningAs(pid: number, all: Processes | null): Invocation {
  const startedMs = all?.get(pid);
  return startedMs === undefined ? NONE : { invocation: `${pid}@${startedMs / 1000}`, startedMs };
}

/** Loaded once in a session, a label stays what it is: the session is known by the process that brought it up. */
export function idleIn({ creator }: Pick<PrintedDomain, 'creator'>, all: Processes | null): Invocation {
  const session = creator === null ? null : runningAs(creator.pid, all).invocation;
  return session === null ? NONE : { invocation: `idle@${session}`, startedMs: null };
}
