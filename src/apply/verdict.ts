// What one look at a unit means to somebody who waits for it: arrived, gone for good, or not yet. Pure; time is handed in.
//
// A start is only queued when its command returns, and a process may be gone again before anybody looks: so no single look is
// believed. What is bad has to stay bad for a moment, longer where it may be that nothing has begun; what is up has to stay
// up, as the same start, for the stable time. That start may change once (the old process is seen until a restart's turn comes);
// twice is a loop.

import type { Arrival, Awaited, Exit, FoundUnit } from '../model.ts';

/** All that is remembered of one target between two looks. */
export interface Watch {
  readonly upSinceMs: number | null;
  readonly invocation: string | null;
  /** How often the start that runs was another one than before. */
  readonly changes: number;
  readonly wasUp: boolean;
  readonly wasStarting: boolean;
  readonly bad: { readonly as: Bad; readonly sinceMs: number } | null;
  readonly loops: number;
}

export type Bad = 'failed' | 'looping' | 'exited' | 'over';

export const FRESH: Watch = {
  upSinceMs: null,
  invocation: null,
  changes: 0,
  wasUp: false,
  wasStarting: false,
  bad: null,
  loops: 0,
};

export type Verdict =
  | { readonly kind: 'waiting' }
  /** Up for as long as was asked, or where it was to be. */
  | { readonly kind: 'arrived' }
  | { readonly kind: 'bad'; readonly as: Exclude<Bad, 'over'> }
  /** Not running, as if it had run to its end: a closer look tells whether it did. `sure`: waited for long enough. */
  | { readonly kind: 'over'; readonly sure: boolean };

export interface Judged {
  readonly watch: Watch;
  readonly verdict: Verdict;
}

const FAILED_FOR_MS = 100;
const LOOPING_FOR_MS = 250;
const GONE_FOR_MS = 200;
/** Not running, and never seen running: it may be waiting for its turn behind others. */
const NOT_BEGUN_FOR_MS = 2_000;

export function judge(watch: Watch, target: Awaited, found: FoundUnit, atMs: number, stableMs: number): Judged {
  switch (target.until) {
    case 'up':
      return judgeUp(watch, target, found, atMs, stableMs);
    case 'armed':
      return isOn(found) || found.state.kind === 'armed' ? arrived(watch) : judgeOther(watch, found, atMs);
    case 'done':
      return found.state.kind === 'done' ? arrived(watch) : judgeOther(watch, found, atMs, true);
    case 'down':
      return isDown(found) ? arrived(watch) : { watch, verdict: { kind: 'waiting' } };
    case 'gone':
      return found.load === 'absent' ? arrived(watch) : { watch, verdict: { kind: 'waiting' } };
  }
}

const arrived = (watch: Watch): Judged => ({ watch, verdict: { kind: 'arrived' } });
const waiting = (watch: Watch): Judged => ({ watch, verdict: { kind: 'waiting' } });

const isOn = ({ state: { kind } }: FoundUnit): boolean => kind === 'up' || kind === 'reloading';

/** A unit that the manager knows nothing of cannot run. */
const isDown = ({ state: { kind }, load }: FoundUnit): boolean =>
  kind === 'down' || kind === 'done' || kind === 'failed' || (kind === 'unknown' && load === 'absent');

function judgeUp(watch: Watch, target: Awaited, found: FoundUnit, atMs: number, stableMs: number): Judged {
  if (found.state.kind !== 'up') return judgeOther(watch, found, atMs);
  if (found.invocation !== null && found.invocation === target.was) return waiting({ ...watch, bad: null });
  const another = watch.wasUp && found.invocation !== watch.invocation;
  const changes = watch.changes + (another ? 1 : 0);
  const upSinceMs = another || watch.upSinceMs === null ? atMs : watch.upSinceMs;
  const next: Watch = { ...watch, invocation: found.invocation, changes, upSinceMs, wasUp: true, bad: null };
  if (changes > 1) return { watch: next, verdict: { kind: 'bad', as: 'looping' } };
  return atMs - upSinceMs >= stableMs ? arrived(next) : waiting(next);
}

/** `once`: it may run to its end. */
function judgeOther(watch: Watch, found: FoundUnit, atMs: number, once = false): Judged {
  const { kind } = found.state;
  const as = once && kind === 'down' ? 'over' : badAs(found);
  if (as === null) {
    const wasStarting = watch.wasStarting || kind === 'starting' || isOn(found);
    return waiting({ ...watch, upSinceMs: null, bad: null, wasStarting });
  }
  const sinceMs = watch.bad?.as === as ? watch.bad.sinceMs : atMs;
  const loops = watch.loops + (as === 'looping' && watch.bad?.as !== 'looping' ? 1 : 0);
  const next: Watch = { ...watch, upSinceMs: null, bad: { as, sinceMs }, loops };
  const forMs = atMs - sinceMs;
  if (as === 'over') return { watch: next, verdict: { kind: 'over', sure: forMs >= holdOf(as, watch) } };
  return forMs >= holdOf(as, watch) || loops > 1 ? { watch: next, verdict: { kind: 'bad', as } } : waiting(next);
}

function badAs({ state, load }: FoundUnit): Bad | null {
  if (state.kind === 'failed' || state.kind === 'looping') return state.kind;
  if (state.kind === 'down' || state.kind === 'done') return load === 'bad' || load === 'masked' ? 'failed' : 'exited';
  return null;
}

function holdOf(as: Bad, watch: Watch): number {
  if (as === 'failed') return FAILED_FOR_MS;
  if (as === 'looping') return LOOPING_FOR_MS;
  return watch.wasUp || watch.wasStarting ? GONE_FOR_MS : NOT_BEGUN_FOR_MS;
}

/** Only a closer look tells what waits for its turn from what has come to nothing. Where something had begun, it is no excuse. */
export const isQueued = (as: Bad | 'late', watch: Watch, { state: { kind } }: FoundUnit): boolean =>
  as !== 'late' && as !== 'looping' && kind === 'starting' && !watch.wasUp && !watch.wasStarting;

/** What a closer look makes of it: only that one knows how a process ended. Where it is back by then, it was gone all the same. */
export function onCloserLook(as: Bad, { state, load }: FoundUnit): Arrival['result'] {
  switch (state.kind) {
    case 'failed':
    case 'looping':
      return state.kind;
    case 'down':
    case 'done':
      if (load === 'bad' || load === 'masked') return 'failed';
      return state.kind === 'down' && state.exited !== null && !endedWell(state.exited) ? 'failed' : 'exited';
    case 'up':
    case 'starting':
    case 'stopping':
    case 'reloading':
    case 'armed':
    case 'unknown':
      return as === 'over' ? 'exited' : as;
  }
}

/** The same for what was to run to its end. null: nobody can say yet. */
export function onceOver({ id, state, load }: FoundUnit, sure: boolean): Arrival['result'] | null {
  switch (state.kind) {
    case 'done':
      return 'reached';
    case 'failed':
    case 'looping':
      return state.kind;
    case 'down':
      if (load === 'bad' || load === 'masked') return 'failed';
      if (state.exited !== null) return endedWell(state.exited) ? 'reached' : 'failed';
      if (!sure) return null;
      // systemd may forget a unit that has ended well; of one that failed it keeps a record. launchd forgets none.
      if (!isLabel(id)) return 'reached';
      return load === 'absent' ? 'exited' : 'late';
    case 'up':
    case 'starting':
    case 'stopping':
    case 'reloading':
    case 'armed':
    case 'unknown':
      return null;
  }
}

/** Of launchd: systemd's units have a suffix, which no daemon's name may have. */
export const isLabel = (id: string): boolean => !/\.(?:service|timer|path|socket)$/.test(id);

const endedWell = ({ result, status }: Exit): boolean => result === 'success' && (status ?? 0) === 0;
