// What one daemon's processes and triggers need: started, restarted, told to read their files again, stopped, or nothing.
// Pure. It never kills a oneshot for the sake of a new definition, and what was stopped by hand stays stopped.

import { isDoneByHand } from './done-by-hand.ts';
import type {
  Awaited,
  Change,
  DesiredDaemon,
  DesiredUnit,
  FoundUnit,
  ObservedDaemon,
  Reason,
  ServiceState,
  UnitRef,
  Weight,
  Work,
} from '../model.ts';
import { isAlive, type Judged, type Verb, type Verdict, type Weighed } from './judged.ts';
import { makeRoomForSockets, roomRefs } from './socket-room.ts';
import { armedAs, lag, runs, type Running, toldToRun, watchedReasons } from './stale.ts';
import { dropInsDigest, onDisk, scriptMs, tamperedMs, unitFileOf, type Weighing, weightOf } from './weighing.ts';

export interface Living extends Weighing {
  readonly offline: boolean;
  /** Something of it on the disk is put right now: who failed without that may not fail again. */
  readonly mended: boolean;
  /** The last run was cut: what it had the manager read may never have been tried. */
  readonly unfinished: boolean;
}

export interface Liveness {
  readonly because: readonly Reason[];
  readonly work: Pick<Work, 'start' | 'restart' | 'reload' | 'reset' | 'stop' | 'await'>;
  readonly refresh: boolean;
  readonly effect: Change['effect'];
  readonly weights: Change['weights'];
  readonly running: Change['running'];
}

const NOTHING: Verdict = { verb: 'nothing', because: [] };

export function liveness(want: DesiredDaemon, have: ObservedDaemon, about: Living): Liveness {
  const units = want.units.map((unit) => {
    const found = have.units.find(({ id, domain }) => id === unit.id && domain === want.domain) ?? null;
    const weight = weightOf(unit, want, have, found, about.rules);
    const byHand = isDoneByHand(unitFileOf(unit, want)?.path, found, have, about.rewritten);
    const running = found && isAlive(found) ? runningOf(unit, found, weight, byHand, want, have, about) : null;
    // A timer and the like tell nobody when they were started; they have been read anew, and that is most of it.
    const isRead = byHand && unit.role !== 'service';
    return { unit, found, weight, byHand, running: isRead ? { invocation: null, weight } : running };
  });
  const loaded = about.rules.rereads ? refreshReasons(have, units) : [];
  const verdicts = units.map((one) => ({
    ...one,
    ...(about.offline ? NOTHING : verdictOf(one, want, have, about)),
  }));
  const settled = makeRoomForSockets(verdicts);
  const refOf = ({ unit }: Judged): UnitRef => ({ id: unit.id, domain: want.domain });
  const refs = (verb: Verb): UnitRef[] => settled.filter((one) => one.verb === verb).map(refOf);
  const stop = [...refs('stop'), ...roomRefs(settled, want)];
  return {
    because: [...(about.offline ? [] : loaded), ...settled.flatMap(({ because }) => because), ...dropInRemarks(units)],
    work: {
      start: refs('start'),
      restart: refs('restart'),
      reload: refs('reload'),
      stop,
      reset: [...settled.filter(isToBeForgotten).map(refOf), ...roomRefs(settled, want)],
      await: settled.flatMap((one) => awaited(one, want)),
    },
    refresh: !about.offline && loaded.length > 0,
    effect: strongest(settled.map(({ verb }) => verb)),
    weights: Object.fromEntries(
      units.map(({ unit, weight, found }) => [unit.id, { ...weight, dropIns: dropInsDigest(found) }]),
    ),
    running: Object.fromEntries(units.flatMap(({ unit, running }) => (running ? [[unit.id, running]] : []))),
  };
}

/** What a unit that lives was made from; null: nobody can say. */
function runningOf(
  unit: DesiredUnit,
  found: FoundUnit,
  weight: Weight,
  byHand: boolean,
  want: DesiredDaemon,
  have: ObservedDaemon,
  about: Living,
): Running | null {
  if (found.definition === 'another') return null;
  // What a manager holds on to it was given before: its files may have changed since, and a new start runs the old definition.
  const there = about.rules.rereads ? onDisk(unit, want, have, found, weight, byHand, about) : null;
  if (have.remembered !== null || unit.role === 'service')
    return (
      runs(found, have.remembered, there, tamperedMs(unit, want, have)) ??
      (found.definition === 'wanted' ? toldToRun(found, weight, scriptMs(unit, want, have, about)) : null)
    );
  const service = have.units.find(({ role, domain }) => role === 'service' && domain === want.domain);
  return armedAs(found, there, service?.startedMs ?? null);
}

/** The manager has to read its files again where nobody knows that it has read these. */
function refreshReasons({ remembered }: ObservedDaemon, units: readonly Weighed[]): Reason[] {
  return units.flatMap(({ unit, found, byHand }): Reason[] => {
    if (byHand) return [];
    const loaded = remembered?.loaded[unit.id];
    if (!loaded) return [{ kind: remembered ? 'not-refreshed' : 'no-record', id: unit.id }];
    if (loaded.dropIns === dropInsDigest(found)) return [];
    return [{ kind: 'drop-in-changed', path: found?.dropIns.at(-1)?.path ?? `${unit.id}.d` }];
  });
}

const dropInRemarks = (units: readonly Weighed[]): Reason[] =>
  units.flatMap(({ found }) => (found?.dropIns ?? []).map(({ path }): Reason => ({ kind: 'drop-in', path })));

function verdictOf(
  { unit, found, weight, running }: Weighed,
  want: DesiredDaemon,
  have: ObservedDaemon,
  about: Living,
): Verdict {
  const state = found?.state ?? ({ kind: 'down', exited: null } as const);
  const asItIs: Reason = { kind: 'state', id: unit.id, state };
  const start = (...why: Reason[]): Verdict =>
    have.remembered?.held && unit.want !== 'free'
      ? { verb: 'remark', because: [{ kind: 'held' }] }
      : { verb: 'start', because: why };
  const update = (): Verdict => (found ? updated({ unit, found, weight, running }, want, have, about) : NOTHING);
  switch (unit.want) {
    case 'down':
      if (found && isAlive(found)) return { verb: 'stop', because: [{ kind: 'still-running', id: unit.id }] };
      if (found?.held) return { verb: 'stop', because: [{ kind: 'still-loaded', id: unit.id }] };
      return state.kind === 'failed' ? { verb: 'reset', because: [asItIs] } : NOTHING;
    case 'free':
      // Of a run of ours that was cut after it had stopped it, or of its own: only the latter is worth keeping.
      if (state.kind === 'failed') {
        const isOfARun = about.rules.rereads && have.remembered !== null && !have.remembered.loaded[unit.id];
        return { verb: isOfARun ? 'reset' : 'remark', because: [asItIs] };
      }
      // While it lives, its trigger would start nothing.
      if (isOfAnotherKind(unit, state, running, weight, want))
        return { verb: 'stop', because: [{ kind: 'still-running', id: unit.id }] };
      // Whoever starts it by hand would get what its manager has of it.
      if (found?.held && !isAlive(found) && holdsAnother(found, weight, have))
        return { verb: 'stop', because: [{ kind: 'still-loaded', id: unit.id }] };
      return found && isAlive(found) ? update() : NOTHING;
    case 'done': {
      if (state.kind === 'starting' || state.kind === 'reloading' || state.kind === 'looping') return update();
      if (isOfAnotherKind(unit, state, running, weight, want))
        return { verb: 'restart', because: [{ kind: 'old-definition', id: unit.id }] };
      // What stays up by another definition than this was asked to be kept.
      if (state.kind === 'up' && lag(running, weight) === 'restart' && want.care.onChange === 'keep')
        return { verb: 'remark', because: [{ kind: 'kept' }, { kind: 'old-definition', id: unit.id }] };
      if (state.kind !== 'done' && state.kind !== 'up') return start(asItIs);
      if (state.kind === 'done' && found?.definition === 'another')
        return start({ kind: 'old-definition', id: unit.id });
      const ran = have.remembered?.started[unit.id];
      return ran && lag(ran, weight) === 'restart' ? start({ kind: 'old-definition', id: unit.id }) : NOTHING;
    }
    case 'armed':
      if (isOfAnotherKind(unit, state, running, weight, want))
        return { verb: 'restart', because: [{ kind: 'old-definition', id: unit.id }] };
      return found && isAlive(found) && state.kind !== 'stopping' ? update() : start(asItIs);
    case 'running':
      return found && isAlive(found) && state.kind !== 'stopping' ? update() : start(asItIs);
  }
}

/** What its manager holds, though nothing of it runs: as it says itself, or as memory vouches for that very loading. */
function holdsAnother(
  { id, definition, invocation }: FoundUnit,
  weight: Weight,
  { remembered }: ObservedDaemon,
): boolean {
  if (definition !== undefined) return definition === 'another';
  const known = remembered?.started[id];
  return known !== undefined && known.invocation === invocation && lag(known, weight) === 'restart';
}

/** It runs to its end now, and what is up was to stay up: no run of it that would have to be left in peace. */
const isOfAnotherKind = (
  { once }: DesiredUnit,
  { kind }: ServiceState,
  running: Running | null,
  weight: Weight,
  { care }: DesiredDaemon,
): boolean => once && kind === 'up' && care.onChange === 'restart' && lag(running, weight) === 'restart';

/** Something runs: is it what is wanted? */
function updated(
  { unit, found, weight, running }: Omit<Weighed, 'byHand'> & { readonly found: FoundUnit },
  want: DesiredDaemon,
  have: ObservedDaemon,
  { mended, unfinished, rules }: Living,
): Verdict {
  const { state } = found;
  const asItIs: Reason = { kind: 'state', id: unit.id, state };
  const how = lag(running, weight);
  // Between two runs of what is triggered there is nobody who has read anything.
  const reads = unit.role === 'service' && state.kind !== 'armed';
  const read = reads ? watchedReasons(have, want.care.watched, found) : [];
  const files = read.filter(({ kind }) => kind !== 'reload-on');
  // Between two attempts nothing runs, so there is nothing to spare. The next one would take what is wanted too, but nobody
  // would see what comes of it.
  if (state.kind === 'looping' && !unit.once)
    return how === 'restart' || files.length > 0 || mended || unfinished
      ? { verb: 'restart', because: [asItIs, ...files] }
      : { verb: 'remark', because: [asItIs] };
  if (how === 'restart' || files.length > 0) {
    const because: Reason[] = [
      ...(how === 'restart' ? [{ kind: 'old-definition', id: unit.id } as const] : []),
      ...files,
    ];
    // Its next run will be of the new one; or where its manager holds on to the old one, it is given the new one after this run.
    if (unit.once && state.kind !== 'armed')
      return { verb: 'remark', because: rules.rereads ? because : [{ kind: 'runs-on', id: unit.id }, ...because] };
    if (want.care.onChange === 'keep' && unit.role === 'service' && state.kind !== 'armed')
      return { verb: 'remark', because: [{ kind: 'kept' }, ...because] };
    return { verb: 'restart', because };
  }
  if (state.kind === 'looping') return { verb: 'remark', because: [asItIs] };
  if (state.kind !== 'up' || unit.once) return NOTHING;
  if (how === 'reload' || read.length > 0)
    return { verb: 'reload', because: read.length > 0 ? read : [{ kind: 'old-definition', id: unit.id }] };
  return NOTHING;
}

/** What failed before does not count any more. And a run that is stopped before its end is a failure to the manager. */
const isToBeForgotten = ({ unit, verb, found }: Judged): boolean =>
  verb === 'reset' ||
  (verb === 'start' && found?.state.kind === 'failed') ||
  (verb === 'stop' && unit.role === 'service') ||
  // 257 and later count starts of these across reloads, and who edits a schedule five times in ten seconds would be refused.
  ((verb === 'start' || verb === 'restart') && found?.load === 'loaded' && (unit.role !== 'service' || unit.once));

const UNTIL = { running: 'up', free: 'up', armed: 'armed', done: 'done', down: 'down' } as const;

function awaited({ unit, verb, found }: Judged, want: DesiredDaemon): Awaited[] {
  if (verb !== 'start' && verb !== 'restart' && verb !== 'reload' && verb !== 'stop') return [];
  const until = UNTIL[verb === 'stop' ? 'down' : unit.want];
  const health = until === 'up' && unit.role === 'service' ? want.care.health : null;
  const was = verb === 'restart' && found?.invocation ? { was: found.invocation } : {};
  return [{ id: unit.id, domain: want.domain, until, health, ...was }];
}

const STRENGTH = ['restart', 'start', 'stop', 'reload'] as const;

const strongest = (verbs: readonly Verb[]): Change['effect'] => STRENGTH.find((verb) => verbs.includes(verb)) ?? 'none';
