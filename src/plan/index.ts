// Desired × Observed → Plan: for each daemon the smallest change that makes what is there what is wanted, and why. Pure; both
// platforms share it, and it knows neither. What one daemon needs is compare.ts's business; here is what they mean together.

import { compare } from './compare.ts';
import { type Comparing, leave } from './comparing.ts';
import type { Change, Desired, DesiredDaemon, Observed, ObservedDaemon, Plan, Problem, Reason } from '../model.ts';
import type { Rules, StepContext } from '../platform.ts';

export interface Choices {
  /** Only these are touched; null: all. */
  readonly only: readonly string[] | null;
  /** A stranger's files of these are taken over. */
  readonly adopt: ReadonlySet<string>;
  /** Namespaces that were renamed to this one. */
  readonly renamedFrom: readonly string[];
  /** What speaks against starting a daemon: found out beforehand, heeded only where something would be started. */
  readonly amiss: ReadonlyMap<string, Problem>;
}

export function plan(
  desired: Desired,
  observed: Observed,
  rules: Rules,
  choices: Choices,
  context: Omit<StepContext, 'observed' | 'desired'>,
): Plan {
  const changes = decide(desired, observed, rules, choices, context.offline);
  return { changes, steps: rules.steps(changes, { ...context, observed, desired }) };
}

export function decide(
  desired: Desired,
  observed: Observed,
  rules: Rules,
  choices: Choices,
  offline: boolean,
): readonly Change[] {
  const wanted = new Map(desired.map((daemon) => [daemon.name, daemon]));
  const found = new Map(observed.daemons.map((daemon) => [daemon.name, daemon]));
  const names = [...new Set([...wanted.keys(), ...found.keys()])].sort();
  const about: Comparing = {
    rules,
    namespaces: new Set([observed.memory.namespace, ...choices.renamedFrom]),
    adopt: choices.adopt,
    offline,
    unfinished: observed.memory.unfinished,
  };
  const judged = (name: string): Change => {
    const want = wanted.get(name);
    const have = found.get(name) ?? nothing(name);
    // Nothing of a domain that is not there can be started, and nothing runs in it.
    const asleep = observed.asleep?.includes(want?.domain ?? have.remembered?.domain ?? 'user') === true;
    const change = compare(want, have, asleep ? { ...about, asleep } : about);
    return notItself(heed(change, choices.amiss.get(name)), observed, rules);
  };
  const { only } = choices;
  const isAsked = (name: string): boolean => only === null || only.includes(name);
  const changes = names.map((name) =>
    isAsked(name) ? judged(name) : leave(wanted.get(name), found.get(name) ?? nothing(name)),
  );
  // Nobody asked for these; but what is started may take them along.
  const others = neededBy(only ?? [], wanted).filter((name) => !isAsked(name) && isLeft(judged(name)));
  const waited = withoutWaiting(changes, wanted, others);
  // That is logind's to do, and it answers where the manager does.
  const all = offline ? waited : withLinger(waited, desired, observed);
  // Of the others nothing is known, not even that they are in sync.
  return only === null ? all : all.filter(({ name, kind }) => kind !== 'keep' || only.includes(name));
}

const nothing = (name: string): ObservedDaemon => ({
  name,
  files: [],
  units: [],
  remembered: null,
  watched: {},
  missing: [],
});

/** Where a change takes letting go and being given anew, whoever does that cannot be part of what is let go of. */
function notItself(change: Change, { self }: Observed, { rereads }: Rules): Change {
  const { work, name } = change;
  const isSelf = [...work.stop, ...work.restart, ...work.start].some(({ id }) => id === self);
  if (rereads || self === null || !isSelf) return change;
  const message = 'this very command runs as a part of it, and would end with it';
  const hint = `run it from elsewhere: daemonsync ${change.kind === 'remove' ? 'remove' : 'apply'} ${name}`;
  return blocked(change, [
    { kind: 'blocked', problem: { severity: 'error', code: 'self', message, hint, daemon: name } },
  ]);
}

/** A daemon that could not start is left as it is, running or not: better an old one than none. */
function heed(change: Change, problem: Problem | undefined): Change {
  const starts = change.kind === 'create' || change.effect === 'start' || change.effect === 'restart';
  if (problem === undefined || !starts || change.kind === 'conflict' || change.kind === 'blocked') return change;
  return blocked(change, [{ kind: 'blocked', problem }]);
}

const blocked = (change: Change, because: readonly Reason[]): Change => ({
  ...change,
  kind: 'blocked',
  effect: 'none',
  because,
  work: leave(undefined, nothing(change.name)).work,
});

/** All that these need, and what that needs. */
function neededBy(names: readonly string[], wanted: ReadonlyMap<string, DesiredDaemon>): readonly string[] {
  const needed = new Set(names);
  for (const name of needed) for (const one of wanted.get(name)?.care.needs ?? []) needed.add(one);
  return [...needed];
}

/**
 * What needs a daemon that is left alone is left alone too, unless nothing was to be done for it anyway. `others`: such daemons
 * among those that nobody asked for.
 */
function withoutWaiting(
  changes: readonly Change[],
  wanted: ReadonlyMap<string, DesiredDaemon>,
  others: readonly string[],
): readonly Change[] {
  const left = new Set([...others, ...changes.filter(isLeft).map(({ name }) => name)]);
  let all = changes;
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    all = all.map((change) => {
      const name = wanted.get(change.name)?.care.needs.find((one) => left.has(one));
      if (name === undefined || change.kind === 'keep' || change.kind === 'remove' || isLeft(change)) return change;
      left.add(change.name);
      return blocked(change, [{ kind: 'waits-for', name }]);
    });
  }
  return all;
}

/** Something of it is not ours; or it waits for one whose files are not, that nobody asked for and that says nothing itself. */
export const inConflict = (changes: readonly Change[]): boolean =>
  changes.some(
    ({ kind, because }) =>
      kind === 'conflict' ||
      (kind === 'blocked' &&
        because.some((reason) => reason.kind === 'waits-for' && !changes.some(({ name }) => name === reason.name))),
  );

const isLeft = ({ kind }: Change): boolean => kind === 'conflict' || kind === 'blocked';

/** One for all of a user's daemons, so that it hangs on the first change that it concerns. */
function withLinger(changes: readonly Change[], desired: Desired, observed: Observed): readonly Change[] {
  const { linger } = observed;
  if (linger === null) return changes;
  const needing = new Set(desired.filter(({ care }) => care.linger).map(({ name }) => name));
  const touched = changes.filter((change) => !isLeft(change));
  if (needing.size > 0 && !linger.on) {
    const first = touched.find(({ name }) => needing.has(name));
    return first ? withReason(changes, first, { kind: 'linger' }) : changes;
  }
  const remembered = (name: string): boolean => observed.memory.daemons[name]?.linger ?? false;
  if (needing.size === 0 && linger.on && linger.byUs && !linger.othersNeedIt) {
    const first = touched.find(({ name }) => remembered(name)) ?? touched[0];
    return first ? withReason(changes, first, { kind: 'unlinger' }) : changes;
  }
  return changes;
}

const withReason = (changes: readonly Change[], of: Change, reason: Reason): readonly Change[] =>
  changes.map((change) =>
    change === of
      ? { ...change, kind: change.kind === 'keep' ? 'update' : change.kind, because: [...change.because, reason] }
      : change,
  );
