// Changes → the labels that are to run because of them, and how each comes to that: told to, given to launchd, or first let go of
// and then given anew. Pure; the commands are in unit-steps.ts.

import type { Change, DesiredDaemon, File, FoundUnit, UnitRef } from '../model.ts';
import { unitFileOf } from '../plan/weighing.ts';
import { inOrder } from '../placing/order.ts';
import type { StepContext } from '../platform.ts';
import { exitMs } from './exit-time.ts';
import type { Turn } from './hand.ts';
import { jobIn } from './plist/job-in.ts';

export interface Start {
  readonly change: Change;
  readonly turn: Turn;
  readonly plist: File;
  /** launchd has it, and as it is wanted: it is only told to run. */
  readonly isHeld: boolean;
  /** What launchd has of it is let go of first. */
  readonly isAnew: boolean;
  /** Once it is loaded, nothing more has to be said: it runs, or waits for its moment. */
  readonly byItself: boolean;
  readonly isArmed: boolean;
  /** How many others of the same plan it comes after, one behind the other. */
  readonly level: number;
  readonly exitMs: number;
}

/** In the order of their levels; of one level, the user's own first. */
export function startsOf(changes: readonly Change[], context: StepContext): readonly Start[] {
  const { desired } = context;
  const starting = changes.filter(({ work }) => work.start.length + work.restart.length > 0);
  const wanted = new Map(desired.map((want) => [want.name, want]));
  const level = levels(starting, wanted, context);
  const all = starting.flatMap((change) => {
    const want = wanted.get(change.name);
    if (!want) throw new Error(`${change.name} is to be started, and nobody wants it`);
    const { start, restart } = change.work;
    const one = (ref: UnitRef, anew: boolean): Start =>
      startOf(ref, anew, change, want, level.get(want.name) ?? 0, context);
    return [...restart.map((ref) => one(ref, true)), ...start.map((ref) => one(ref, false))];
  });
  const rank = ({ level: at, turn }: Start): number => 2 * at + Number(turn.domain === 'system');
  return all.toSorted((a, b) => rank(a) - rank(b));
}

function startOf(
  ref: UnitRef,
  anew: boolean,
  change: Change,
  want: DesiredDaemon,
  level: number,
  context: StepContext,
): Start {
  const plist = unitFileOf(ref, want);
  if (!plist) throw new Error(`nothing defines ${ref.id}`);
  const have = context.observed.daemons.find(({ name }) => name === change.name);
  const found = have?.units.find(({ id, domain }) => id === ref.id && domain === ref.domain);
  const isHeld = !anew && isAsWanted(found, change, have?.remembered?.started[ref.id]);
  const turn = { ...ref, daemon: change.name };
  return {
    change,
    turn,
    plist,
    isHeld,
    isAnew: anew || (found?.held === true && !isHeld),
    byItself: jobIn(plist.text).get('RunAtLoad') === true,
    isArmed: want.units.some((unit) => unit.id === ref.id && unit.triggered),
    level,
    exitMs: exitMs(turn, context),
  };
}

type Started = { readonly invocation: string | null; readonly weight: { readonly restart: string } };

/** launchd says so, or it is the one that was seen to be started from what is wanted. Who is on the way out holds nothing (L76). */
function isAsWanted(found: FoundUnit | undefined, { weights }: Change, started: Started | undefined): boolean {
  if (found?.held !== true || found.state.kind === 'stopping') return false;
  if (found.definition !== undefined) return found.definition === 'wanted';
  const isSame = started !== undefined && found.invocation !== null && started.invocation === found.invocation;
  return isSame && started.weight.restart === weights[found.id]?.restart;
}

/** A circle is cut where `inOrder` cuts it. */
function levels(
  changes: readonly Change[],
  wanted: ReadonlyMap<string, DesiredDaemon>,
  context: StepContext,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const names = changes.map(({ name }) => name);
  for (const name of inOrder(names, context)) {
    const before = (wanted.get(name)?.care.after ?? []).flatMap((other) => found.get(other) ?? []);
    found.set(name, Math.max(-1, ...before) + 1);
  }
  return found;
}
