// What launchd says of a label → the state that everybody else speaks of. Pure: the whole table, over the words of a service's
// own print (L38, L40, L41–L48) and, where that is enough, of its row in the domain's. An unknown word is unknown, never "not
// running". launchd has no word for a label that waits for its moment, nor for one that has done its work: what is wanted of it
// says what its idleness means.

import type { Exit, ServiceState } from '../model.ts';
import type { PrintedExit, PrintedRow, PrintedService } from './print/printed.ts';

export interface Judging {
  /** waits: a trigger starts it · ends: runs to its end and is then done · stays: is to stay up · null: not wanted, or by hand. */
  readonly kind: 'waits' | 'ends' | 'stays' | null;
}

export function stateOf(service: PrintedService, { kind }: Judging): ServiceState {
  const { state, jobState, pid } = service;
  if (service.inDoubt.includes('state'))
    return { kind: 'unknown', why: 'its state cannot be told apart from text of its own in what launchctl prints' };
  const exited = exitOf(service);
  const again = (): ServiceState => ({ kind: 'looping', exited, restarts: restartsOf(service) });
  switch (state) {
    case 'running':
      return { kind: 'up', pid };
    // Between fork and exec (L39, capture 013).
    case 'xpcproxy':
    case 'spawning':
      return { kind: 'starting' };
    case 'spawn scheduled':
      return isAgain(service, kind, exited) ? again() : { kind: 'starting' };
    case 'SIGTERMed':
    case 'SIGKILLed':
      return { kind: 'stopping' };
    // `waiting`: what macOS 10.15 and older called it.
    case 'not running':
    case 'waiting':
      // Held back after crashes (085); it will be tried again, however long that takes.
      if (service.throttledFor !== null && kind !== 'waits' && isKept(service)) return again();
      return idle(kind, exited, { waits: kind === null && hasTrigger(service), failed: jobState === 'spawn failed' });
    case null:
      return { kind: 'unknown', why: 'launchd tells no state of it' };
    default:
      return { kind: 'unknown', why: `launchd calls it “${state}”` };
  }
}

/**
 * Scheduled: between two attempts (L41), or before the first, or started by its trigger or by hand once more. An end alone does not
 * tell: a job of 3 o'clock that ended yesterday is scheduled at 3 o'clock as well, and one that watches a folder many times a day.
 */
function isAgain(service: PrintedService, kind: Judging['kind'], exited: Exit | null): boolean {
  if (service.jobState === 'spawn failed' || service.throttledFor !== null) return true;
  if (exited === null) return false;
  const endedWell = exited.result === 'success';
  if (kind === 'waits') return !endedWell && isKept(service);
  return kind === 'stays' || !endedWell || service.properties.includes('keepalive');
}

/** launchd starts it again by itself, whatever else starts it (L50). */
const isKept = ({ properties, semaphores }: PrintedService): boolean =>
  properties.includes('keepalive') || Object.keys(semaphores).length > 0;

/** null: the row alone does not tell. */
export function stateOfRow({ pid, status }: PrintedRow, { kind }: Judging): ServiceState | null {
  if (pid !== null) return { kind: 'up', pid };
  if (kind === 'waits') return { kind: 'armed' };
  // Why it does not run, or whether it is about to, only the closer look tells.
  if (kind === 'stays') return null;
  if (status === '-') return idle(kind, null, { waits: false, failed: false });
  if (status === '0') return idle(kind, WELL, { waits: false, failed: false });
  return kind === 'ends' ? null : { kind: 'down', exited: statusExit(status) };
}

const WELL: Exit = { result: 'success', status: 0, signal: null };

function idle(
  kind: Judging['kind'],
  exited: Exit | null,
  { waits, failed }: { readonly waits: boolean; readonly failed: boolean },
): ServiceState {
  if (kind === 'waits' || waits) return { kind: 'armed' };
  if (kind === 'ends' && exited?.result === 'success') return { kind: 'done' };
  const bad = failed || (exited !== null && exited.result !== 'success');
  // Of what nobody wants to run it is no failure that it does not.
  return bad && kind !== null ? { kind: 'failed', exited } : { kind: 'down', exited };
}

/** A number alone; what is in brackets says why launchd ended it (L47, L48). */
function statusExit(status: string): Exit | null {
  const number = /^-?\d+$/.test(status) ? Number(status) : null;
  if (number === null) return null;
  return number < 0
    ? { result: 'signal', status: null, signal: signalName(-number) }
    : { result: 'exit-code', status: number, signal: null };
}

export const hasTrigger = ({ triggers, runInterval, sockets }: PrintedService): boolean =>
  triggers.length > 0 || runInterval !== null || sockets.length > 0;

/** The first is no restart. */
export const restartsOf = ({ runs }: PrintedService): number | null => (runs === null ? null : Math.max(0, runs - 1));

/** How the last run ended; null: it has not. What launchd itself could not start it says with an exit code of its own (L41, L64). */
export function exitOf({ lastExit, jobState }: Pick<PrintedService, 'lastExit' | 'jobState'>): Exit | null {
  const exit = plainExit(lastExit);
  return jobState === 'spawn failed' ? { status: null, signal: null, ...exit, result: 'spawn-failed' } : exit;
}

function plainExit(exit: PrintedExit | null): Exit | null {
  switch (exit?.kind) {
    case undefined:
    case 'never':
      return null;
    case 'code':
      return { result: exit.code === 0 ? 'success' : 'exit-code', status: exit.code, signal: null };
    case 'signal':
      return { result: 'signal', status: null, signal: exit.signal };
    case 'reason':
      return { result: exit.reason, status: null, signal: null };
  }
}

/** As macOS numbers them: not as Linux does from 7 on. */
const SIGNALS =
  `- HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG STOP TSTP CONT CHLD TTIN TTOU IO XCPU XFSZ
  VTALRM PROF WINCH INFO USR1 USR2`.split(/\s+/);

const signalName = (number: number): string => SIGNALS[number] ?? String(number);
