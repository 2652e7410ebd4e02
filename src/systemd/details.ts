// A few units → what only a closer look tells: pid, memory, restarts, how it ended, the next run. In one process per hundred
// units and one more for the timers, however many there are; for `status`, never for `apply`. Changes nothing.

import type { Detail, Exit, UnitRef } from '../model.ts';
import type { Connected } from '../platform.ts';

const AT_ONCE = 100;
const PROPERTIES = 'Id,LoadState,MainPID,MemoryCurrent,NRestarts,ExecMainCode,ExecMainStatus,Result';

/** By unit id. What cannot be had is missing, or null in its place. */
export async function details(connected: Connected, units: readonly UnitRef[]): Promise<ReadonlyMap<string, Detail>> {
  const found = new Map<string, Detail>();
  if (connected.offline) return found;
  for (const domain of ['user', 'system'] as const) {
    const scope = domain === 'user' ? ['--user'] : ['--system'];
    // One template, or a name beyond all length, and the answers for all the rest are lost.
    const ids = [...new Set(units.filter((unit) => unit.domain === domain).map(({ id }) => id))].filter(isAskable);
    const timers = ids.filter((id) => id.endsWith('.timer'));
    const runs = timers.length > 0 ? await timerRuns(connected, scope, timers) : new Map<string, Runs>();
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      for (const block of await show(connected, scope, ids.slice(at, at + AT_ONCE))) {
        const id = block.get('Id') ?? '';
        if (id === '' || block.get('LoadState') === 'not-found') continue;
        found.set(id, { ...read(block), ...(runs.get(id) ?? NO_RUNS) });
      }
    }
  }
  return found;
}

const isAskable = (id: string): boolean => id.length <= 255 && !/@\.[a-z]+$/.test(id);

type Block = ReadonlyMap<string, string>;

/** Where the answer breaks off, the unit it broke off at is left out, and the others are asked for again. */
async function show({ host }: Connected, scope: readonly string[], ids: readonly string[]): Promise<Block[]> {
  if (ids.length === 0) return [];
  const { code, stdout } = await host.run([
    'systemctl',
    ...scope,
    'show',
    '--no-pager',
    '-p',
    PROPERTIES,
    '--',
    ...ids,
  ]);
  const blocks = stdout
    .split(/\n\n+/)
    .filter((text) => text.trim() !== '')
    .map((text) => new Map(text.split('\n').flatMap(property)));
  if (code === 0 || blocks.length >= ids.length || code === 127 || code === 124) return blocks;
  if (blocks.length === 0 && ids.length === 1) return [];
  return [...blocks, ...(await show({ host } as Connected, scope, ids.slice(blocks.length + 1)))];
}

function property(line: string): [string, string][] {
  const equals = line.indexOf('=');
  return equals > 0 ? [[line.slice(0, equals), line.slice(equals + 1)]] : [];
}

/** systemd writes the largest number, or a note in brackets, for what it does not count. */
function counted(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,16}$/.test(text)) return null;
  return Number(text);
}

function read(block: Block): Omit<Detail, 'nextMs' | 'lastMs'> {
  const pid = counted(block.get('MainPID'));
  return {
    pid: pid === 0 ? null : pid,
    memoryBytes: counted(block.get('MemoryCurrent')),
    restarts: counted(block.get('NRestarts')),
    exited: exitOf(block),
  };
}

/** ExecMainCode: 1 it exited, 2 it was killed, 3 the same with a core; 0 it never ran, or runs for the first time. */
export function exitOf(block: Block): Exit | null {
  const [code, status, result] = [block.get('ExecMainCode'), counted(block.get('ExecMainStatus')), block.get('Result')];
  if (result === undefined) return null;
  if (code === '1') return { result, status, signal: null };
  if (code === '2' || code === '3') return { result, status: null, signal: SIGNALS[status ?? 0] ?? String(status) };
  return result === 'success' ? null : { result, status: null, signal: null };
}

interface Runs {
  readonly nextMs: number | null;
  readonly lastMs: number | null;
}

const NO_RUNS: Runs = { nextMs: null, lastMs: null };

/** `show` has the next run as text for people, in a time zone of its choice; this has it in numbers, since 247. */
async function timerRuns({ host }: Connected, scope: readonly string[], ids: readonly string[]) {
  const argv = ['systemctl', ...scope, 'list-timers', '--all', '--no-pager', '-o', 'json'] as const;
  const { code, stdout } = await host.run([...argv]);
  const wanted = new Set(ids);
  const runs = new Map<string, Runs>();
  for (const row of code === 0 ? rowsOf(stdout) : []) {
    if (typeof row !== 'object' || row === null) continue;
    const { unit, next, last } = row as Readonly<Record<string, unknown>>;
    if (typeof unit === 'string' && wanted.has(unit)) runs.set(unit, { nextMs: moment(next), lastMs: moment(last) });
  }
  return runs;
}

function rowsOf(text: string): readonly unknown[] {
  try {
    const rows: unknown = JSON.parse(text);
    return Array.isArray(rows) ? rows : [];
  } catch {
    return [];
  }
}

/** In microseconds; 0 and what is beyond all calendars: never. */
const moment = (usec: unknown): number | null =>
  typeof usec === 'number' && usec > 0 && usec < 8.64e18 ? Math.round(usec / 1000) : null;

/** By number, as on every Linux machine but MIPS, Alpha and PA-RISC; beyond 31 they have no names. */
const SIGNALS =
  `0 HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU
  URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS`.split(/\s+/);
