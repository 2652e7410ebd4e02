// The `await` step: looks at all targets at once, again and again, until each has arrived, is gone for good, or the time is up.
// Those that are not well are looked at closely, once. Starts and stops nothing; says what was seen, not what was hoped.

import { arrivalOf } from './arrival.ts';
import { isHealthy, type Sick } from './health.ts';
import type { Hands } from '../host.ts';
import type { Arrival, FoundUnit, UnitRef } from '../model.ts';
import type { AwaitStep } from './narrow.ts';
import { nowhere } from '../plan/judged.ts';
import type { Probes } from './probes.ts';
import { stopwatch } from './stopwatch.ts';
import { type Bad, FRESH, isQueued, judge, onCloserLook, onceOver, type Watch } from './verdict.ts';

/** A platform's `glance`, bound to its manager. */
export type Look = (units: readonly UnitRef[], closely: boolean) => Promise<readonly FoundUnit[]>;

export interface Settling {
  /** Once true, nothing is waited for any longer. */
  readonly stop?: () => boolean;
  /** Called once for each target, as soon as it is known what became of it. */
  readonly onArrived?: (arrival: Arrival) => void;
  /** How health checks reach the network; default: the real one. */
  readonly probes?: Probes;
}

const FIRST_PAUSE_MS = 15;
const LONGEST_PAUSE_MS = 250;
/** While something is being probed, whose answer is not to wait for us. */
const PROBING_PAUSE_MS = 60;
/** Health checks may be processes, and this machine has other things to do while daemons start. */
const PROBES_AT_ONCE = 16;

type Target = AwaitStep['targets'][number];

/** Where one target stands. */
interface Wait {
  readonly target: Target;
  watch: Watch;
  seen: FoundUnit;
  lookedClosely: boolean;
  nudged: boolean;
  /** Seen closely, it has not begun: it waits for its turn. */
  queued: boolean;
  /** due: once it has stayed up · ready: has · asked: no answer yet. */
  health: 'none' | 'due' | 'ready' | 'asked' | 'well' | Sick;
  /** What was asked of its health is of no interest any more. */
  lost: boolean;
  arrival: Arrival | null;
}

export async function settle(
  step: AwaitStep,
  hands: Hands,
  look: Look,
  settling: Settling = {},
): Promise<readonly Arrival[]> {
  const elapsed = stopwatch(hands);
  const waits = step.targets.map(begin);
  const bugs: unknown[] = [];
  const end: End = (one, result, sick = null) => {
    const behind = one.queued && result === 'late' ? othersStarting(one, waits) : null;
    one.arrival = arrivalOf(one.target, result, one.seen, { sick, behind, elapsedMs: elapsed() });
    one.lost = true;
    settling.onArrived?.(one.arrival);
  };
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS)) {
    const open = waits.filter(isOpen);
    take(open, await look(open.map(refOf), false));
    const atMs = elapsed();
    await judgeAll(open, atMs, step, hands, look, end);
    if (settling.stop?.()) for (const one of open.filter(isOpen)) end(one, 'interrupted');
    const left = open.filter(isOpen);
    if (left.length === 0) break;
    const probing = askForHealth(left, hands, settling, bugs);
    if (bugs.length > 0) throw bugs[0];
    const most = probing ? PROBING_PAUSE_MS : pauseMs;
    await hands.sleep(Math.min(most, untilSoonest(left, atMs, step.stableMs)));
  }
  return waits.flatMap(({ arrival }) => (arrival === null ? [] : [arrival]));
}

const isOpen = ({ arrival }: Wait): boolean => arrival === null;
const refOf = ({ target: { id, domain } }: Wait): UnitRef => ({ id, domain });
const keyOf = ({ id, domain }: UnitRef): string => `${domain} ${id}`;

const begin = (target: Target): Wait => ({
  target,
  watch: FRESH,
  seen: nowhere(target),
  lookedClosely: false,
  nudged: false,
  queued: false,
  health: target.health === null ? 'none' : 'due',
  lost: false,
  arrival: null,
});

/** What a look does not tell of is not there. */
function take(waits: readonly Wait[], found: readonly FoundUnit[]): void {
  const byKey = new Map(found.map((unit) => [keyOf(unit), unit]));
  for (const one of waits) one.seen = byKey.get(keyOf(one.target)) ?? nowhere(one.target);
}

type End = (one: Wait, result: Arrival['result'], sick?: Sick | null) => void;

async function judgeAll(
  open: readonly Wait[],
  atMs: number,
  { stableMs, deadlineMs }: AwaitStep,
  hands: Hands,
  look: Look,
  end: End,
): Promise<void> {
  const unwell = new Map<Wait, Bad | 'late'>();
  const over = new Map<Wait, boolean>();
  for (const one of open) {
    const { watch, verdict } = judge(one.watch, one.target, one.seen, atMs, stableMs);
    one.watch = watch;
    if (verdict.kind === 'arrived') {
      arrive(one, end);
      continue;
    }
    // Whatever was heard of its health was of another start.
    if (one.health === 'asked') one.lost = true;
    else if (one.health !== 'none') one.health = 'due';
    if (verdict.kind === 'bad') unwell.set(one, verdict.as);
    else if (verdict.kind === 'over' && (verdict.sure || !one.lookedClosely)) over.set(one, verdict.sure);
    else if (atMs >= deadlineMs && watch.upSinceMs === null) unwell.set(one, watch.bad?.as ?? 'late');
    if (verdict.kind === 'waiting' && watch.bad === null) one.queued = false;
  }
  const closer = [...unwell.keys(), ...over.keys()];
  if (closer.length === 0) return;
  take(closer, await look(closer.map(refOf), true));
  for (const one of closer) one.lookedClosely = true;
  for (const one of closer.filter(isForgotten)) {
    unwell.delete(one);
    over.delete(one);
    await nudge(one, hands);
  }
  const isLate = atMs >= deadlineMs;
  for (const [one, as] of unwell) {
    one.queued = isQueued(as, one.watch, one.seen);
    // Not to be looked at so closely again for a while.
    if (one.queued) one.watch = { ...one.watch, bad: null };
  }
  for (const one of over.keys()) one.queued = isQueued('exited', one.watch, one.seen);
  for (const [one, as] of unwell) {
    if (!one.queued) end(one, as === 'late' ? 'late' : onCloserLook(as, one.seen));
    else if (isLate) end(one, 'late');
  }
  for (const [one, sure] of over) {
    const found = onceOver(one.seen, sure);
    if (one.queued) one.watch = { ...one.watch, bad: null };
    const result = found === null && isLate ? 'late' : found;
    // Forgotten by its manager since, which is how a run ends that nothing went wrong in.
    if (result === 'reached') one.seen = { ...one.seen, state: { kind: 'done' } };
    if (result !== null) end(one, result);
  }
}

/** Its manager has it and has not so much as tried to start it. */
const isForgotten = ({ target, nudged, seen: { state, load }, watch }: Wait): boolean =>
  target.nudge !== undefined &&
  !nudged &&
  load === 'loaded' &&
  state.kind === 'down' &&
  state.exited === null &&
  !watch.wasUp &&
  !watch.wasStarting;

/** What comes of it, the next look tells. */
async function nudge(one: Wait, hands: Hands): Promise<void> {
  one.nudged = true;
  one.lookedClosely = false;
  one.watch = { ...one.watch, bad: null };
  const { argv, privileged } = one.target.nudge ?? {};
  if (argv) await hands.run(argv, privileged ? { mayAsk: true } : {});
}

/** By name; of those that wait for their turn themselves, nobody waits. */
const othersStarting = (of: Wait, waits: readonly Wait[]): readonly string[] => {
  const names = waits
    .filter((one) => one !== of && !one.queued && one.seen.state.kind === 'starting')
    .map(({ target }) => target.daemon);
  return [...new Set(names)].filter((name) => name !== of.target.daemon).toSorted();
};

function arrive(one: Wait, end: End): void {
  if (one.health === 'due') one.health = 'ready';
  else if (one.health === 'none' || one.health === 'well') end(one, 'reached');
  else if (typeof one.health === 'object') end(one, 'unhealthy', one.health);
}

/** Is anybody still to answer? */
function askForHealth(open: readonly Wait[], hands: Hands, { probes }: Settling, bugs: unknown[]): boolean {
  let asked = open.filter(({ health }) => health === 'asked').length;
  for (const one of open) {
    const { health } = one.target;
    if (one.health !== 'ready' || health === null || asked >= PROBES_AT_ONCE) continue;
    asked += 1;
    one.health = 'asked';
    one.lost = false;
    isHealthy(health, hands, { ...(probes ? { probes } : {}), goOn: () => !one.lost }).then(
      (sick) => {
        one.health = one.lost ? 'due' : (sick ?? 'well');
        return one;
      },
      (error: unknown) => bugs.push(error),
    );
  }
  return asked > 0;
}

/** Until the first of those that are up has been so for long enough. */
function untilSoonest(waits: readonly Wait[], atMs: number, stableMs: number): number {
  const left = waits
    .flatMap(({ watch: { upSinceMs } }) => (upSinceMs === null ? [] : [upSinceMs + stableMs - atMs]))
    .filter((ms) => ms > 0);
  return Math.max(1, Math.min(LONGEST_PAUSE_MS, ...left));
}
