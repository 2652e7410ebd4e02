// What systemd says of a unit → the state that everybody else speaks of. Pure: the whole table, over the words of
// `list-units` and, where somebody looked more closely, of `show`. A word that is not known is unknown, never "not running".

import type { Exit, FoundUnit, Role, ServiceState } from '../model.ts';

/** One row of `list-units -o json`. */
export interface Listed {
  readonly load: string;
  readonly active: string;
  readonly sub: string;
}

/** What `show` tells beyond that. */
export interface Shown extends Listed {
  readonly pid: number | null;
  /** null: it has not ended since the manager remembers, and nothing went wrong. */
  readonly exited: Exit | null;
  /** It ran to its end, and all was well. */
  readonly ranWell: boolean;
  /** It is of a kind that runs to its end and is then done. */
  readonly oneshot: boolean;
  readonly restarts: number | null;
  /** It waits its turn to be started, maybe behind others that take their time. */
  readonly queued: boolean;
}

export interface Judging {
  readonly role: Role;
  /** Runs to its end and is then done. */
  readonly once: boolean;
  /** A verified start of it is remembered. */
  readonly hasRun: boolean;
}

export function stateOf(unit: Judging, listed: Listed, shown: Shown | null): ServiceState {
  const { load, active, sub } = listed;
  const once = unit.once || shown?.oneshot === true;
  if (LOAD[load] === undefined) return { kind: 'unknown', why: `systemd calls its file “${load}”` };
  const exited = shown?.exited ?? null;
  const looping: ServiceState = { kind: 'looping', exited, restarts: shown?.restarts ?? null };
  // Between two attempts, and for a moment before: 254 and later have words of their own for that.
  if (sub.includes('auto-restart')) return looping;
  if (shown?.queued && (active === 'inactive' || active === 'failed')) return { kind: 'starting' };
  switch (active) {
    case 'active':
      if (unit.role !== 'service') return { kind: 'armed' };
      return sub === 'exited' && once ? { kind: 'done' } : { kind: 'up', pid: shown?.pid ?? null };
    case 'reloading':
    case 'refreshing':
      return { kind: 'reloading' };
    case 'activating':
      return { kind: 'starting' };
    case 'deactivating':
      return { kind: 'stopping' };
    case 'failed':
      return { kind: 'failed', exited };
    case 'inactive':
      return once && (unit.hasRun || shown?.ranWell === true) ? { kind: 'done' } : { kind: 'down', exited };
    default:
      return { kind: 'unknown', why: `systemd calls it “${active} (${sub})”` };
  }
}

const LOAD: Readonly<Record<string, FoundUnit['load']>> = {
  loaded: 'loaded',
  'not-found': 'absent',
  'bad-setting': 'bad',
  error: 'bad',
  masked: 'masked',
};

export const loadOf = ({ load }: Listed): FoundUnit['load'] => LOAD[load] ?? 'unknown';

/** `show` costs milliseconds per unit, so that it is asked only of those whose row raises a question that it answers. */
export function needsCloserLook(unit: Judging & { readonly wanted: boolean }, { active, sub }: Listed): boolean {
  if (unit.role !== 'service') return active === 'failed';
  if (active === 'failed' || sub.includes('auto-restart')) return true;
  return active === 'inactive' && unit.wanted && !(unit.once && unit.hasRun);
}

/** The properties that `shownFrom` reads. */
export const PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'Type',
  'Result',
  'MainPID',
  'NRestarts',
  'ExecMainCode',
  'ExecMainStatus',
  'ExecMainExitTimestampMonotonic',
  'Job',
] as const;

/** One block of `show`. Properties that a unit of this kind does not have are not in it. */
export function shownFrom(properties: ReadonlyMap<string, string>): Shown {
  const text = (name: (typeof PROPERTIES)[number]): string => properties.get(name) ?? '';
  const number = (name: (typeof PROPERTIES)[number]): number | null =>
    /^\d+$/.test(text(name)) ? Number(text(name)) : null;
  const result = text('Result') || 'success';
  const code = number('ExecMainCode') ?? 0;
  const status = number('ExecMainStatus');
  const ended = code !== 0 && (number('ExecMainExitTimestampMonotonic') ?? 0) > 0;
  const exited: Exit = {
    result,
    status: ended && code === EXITED ? status : null,
    signal: ended && code !== EXITED ? signalName(status) : null,
  };
  return {
    load: text('LoadState'),
    active: text('ActiveState'),
    sub: text('SubState'),
    pid: number('MainPID') || null,
    exited: ended || result !== 'success' ? exited : null,
    oneshot: text('Type') === 'oneshot',
    ranWell: ended && code === EXITED && result === 'success',
    restarts: number('NRestarts'),
    queued: (number('Job') ?? 0) > 0,
  };
}

/** CLD_EXITED; the others are a death by signal, with a core dump or without. */
const EXITED = 1;

/** As Linux numbers them. */
const SIGNALS =
  '- HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );

const signalName = (number: number | null): string | null =>
  number === null ? null : (SIGNALS[number] ?? `RTMIN+${number - 34}`);
