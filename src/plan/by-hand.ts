// start, stop and restart, as a person asks for them → Changes like those of the planner, or why not. Pure.

import { leave, NO_WORK } from './comparing.ts';
import { isThere as isHeld } from './leaving.ts';
import type {
  Awaited,
  Change,
  DesiredDaemon,
  DesiredUnit,
  FoundUnit,
  ObservedDaemon,
  Problem,
  UnitRef,
} from '../model.ts';

export type Verb = 'start' | 'stop' | 'restart';

export interface Asked {
  readonly want: DesiredDaemon;
  readonly have: ObservedDaemon;
  /** What an apply would do: what is not installed as wanted is not started as it is. */
  readonly pending: Change;
  /** The unit that this very command runs in, where it would end with it and could not finish; null: none. */
  readonly self: string | null;
}

export function byHand(verb: Verb, { want, have, pending, self }: Asked): Change | Problem {
  if (verb !== 'start' && want.units.some(({ id }) => id === self)) return itself(verb, want.name);
  const no = verb === 'stop' ? null : refusal(verb, want, pending);
  if (no) return no;
  const found = (unit: { readonly id: string }): FoundUnit | undefined => have.units.find(({ id }) => id === unit.id);
  const chosen = verb === 'stop' ? want.units.filter((unit) => works(found(unit))) : startable(want);
  // A start of what is up, or a stop of what is down, is none.
  if (verb === 'stop' ? chosen.length === 0 : verb === 'start' && chosen.every((unit) => isThere(unit, found(unit))))
    return leave(want, have);
  // Nor is a restart of what is down.
  const fresh = verb === 'start' || !chosen.some((unit) => works(found(unit)));
  const refs = chosen.map(({ id }): UnitRef => ({ id, domain: want.domain }));
  const failed = refs.filter((ref) => found(ref)?.state.kind === 'failed');
  const work = {
    ...NO_WORK,
    // Triggers first, or one of them may start its service again at once.
    stop: verb === 'stop' ? [...refs].reverse() : [],
    start: verb !== 'stop' && fresh ? refs : [],
    restart: verb === 'restart' && !fresh ? refs : [],
    // systemd calls it a failure when a run is ended before its end; whoever asked for that does not.
    reset: verb === 'stop' ? refs.filter(({ id }) => chosen.some((unit) => unit.id === id && unit.once)) : failed,
    await: chosen.map((unit) => awaited(verb, unit, want, found(unit))),
  };
  const effect = chosen.length === 0 ? 'none' : verb === 'restart' && fresh ? 'start' : verb;
  return { ...leave(want, have), kind: 'update', effect, work, weights: pending.weights, running: pending.running };
}

const itself = (verb: Verb, name: string): Problem => ({
  severity: 'error',
  code: 'self',
  message: `\`${name}\` cannot be ${verb === 'stop' ? 'stopped' : 'restarted'} from here: this very command runs as a part of it, and would end with it`,
  daemon: name,
  hint: `run it from elsewhere: daemonsync ${verb} ${name}`,
});

function refusal(verb: Verb, want: DesiredDaemon, { kind, because, work }: Change): Problem | null {
  const common = { severity: 'error', daemon: want.name } as const;
  const apply = `daemonsync apply ${want.name}`;
  if (want.units.every((unit) => unit.want === 'down'))
    return {
      ...common,
      code: 'disabled',
      message: `\`${want.name}\` has \`enabled: false\``,
      hint: `take that out of the manifest, then ${apply}`,
    };
  if (kind === 'create')
    return { ...common, code: 'not-installed', message: `\`${want.name}\` is not installed yet`, hint: apply };
  const problem = because.find((reason) => reason.kind === 'blocked');
  if (problem?.kind === 'blocked') return problem.problem;
  if (kind === 'conflict' || kind === 'blocked')
    return {
      ...common,
      code: 'not-ours',
      message: `\`${want.name}\` cannot be ${verb}ed: what is installed under its name is not ours, or is not known`,
      hint: `daemonsync diff ${want.name}`,
    };
  if (work.write.length > 0 || work.refresh)
    return {
      ...common,
      code: 'pending',
      message: `what is installed of \`${want.name}\` is not what the manifest says`,
      hint: apply,
    };
  return null;
}

/** What starts by itself; and where a trigger starts the service, the trigger. */
function startable({ units }: DesiredDaemon): readonly DesiredUnit[] {
  const triggers = units.filter(({ role }) => role !== 'service');
  const services = units.filter(({ role, want }) => role === 'service' && (want !== 'free' || triggers.length === 0));
  return [...triggers, ...services];
}

function awaited(verb: Verb, unit: DesiredUnit, want: DesiredDaemon, found: FoundUnit | undefined): Awaited {
  const ref = { id: unit.id, domain: want.domain };
  if (verb === 'stop') return { ...ref, until: 'down', health: null };
  const until = isTriggered(unit) ? 'armed' : unit.once ? 'done' : 'up';
  const was = verb === 'restart' && found?.invocation ? { was: found.invocation } : {};
  return { ...ref, until, health: until === 'up' ? want.care.health : null, ...was };
}

/** A run that is to come to its end is not begun a second time. */
const isThere = (unit: DesiredUnit, found: FoundUnit | undefined): boolean => {
  const kind = found?.state.kind;
  if (isTriggered(unit) && kind === 'armed') return true;
  return unit.role === 'service' && (kind === 'up' || (unit.once && kind === 'starting'));
};

/** A trigger, or where a manager has one thing for both, what is triggered. */
const isTriggered = ({ role, triggered }: DesiredUnit): boolean => role !== 'service' || triggered === true;

const works = (found: FoundUnit | undefined): boolean => found !== undefined && isHeld(found);
