// What the units of all changes need of one manager, before and after it has read its files again → steps, batched. Pure.
// The unit that this very process runs in is in none of the batches: see `ownSteps`.

import { posix } from 'node:path';
import type { Change, Domain, Step } from '../model.ts';
import { unitFolder } from '../places.ts';
import type { StepContext } from '../platform.ts';
import { forgetAfterStop, forgetBeforeStart } from './catch-up.ts';
import { asRoot, rootRun } from '../placing/as-root.ts';
import { batch, type Reach, systemctl } from './hand.ts';
import { dependencyOrder, isService, isStoppedFirst, once, type Turn, turns } from './in-order.ts';
import { isRoots } from './roots.ts';
import { stopSeconds } from './stop-time.ts';

/** One manager's part of the work. `changes` in the order in which daemons are started. */
export interface Part {
  readonly reach: Reach;
  readonly changes: readonly Change[];
  readonly context: StepContext;
}

export function partOf(reach: Reach, changes: readonly Change[], context: StepContext): Part {
  const byName = new Map(changes.map((change) => [change.name, change]));
  const order = dependencyOrder([...byName.keys()], context);
  return { reach, context, changes: order.flatMap((name) => byName.get(name) ?? []) };
}

/** Blocking: what is stopped is gone before its files are. Who needs others is stopped before them, triggers before all. */
export function stopSteps({ reach, changes, context }: Part): readonly Step[] {
  const opened = turns(changes, 'restart', reach).filter(({ id }) => isStoppedFirst(id));
  const asked = turns(changes, 'stop', reach);
  const all = notSelf(once([...opened, ...asked].toReversed()), context);
  const ordered = [...all.filter(({ id }) => !isService(id)), ...all.filter(({ id }) => isService(id))];
  const longest = Math.max(0, ...ordered.map((turn) => stopSeconds(turn, context)));
  // 5: missing, which is as good as stopped. But of several, 262 then stops none, and says 5 as well.
  const alsoOk = ordered.length === 1 ? { alsoOk: [5] } : {};
  return [
    ...batch(context, reach, 'stop', ['stop'], ordered, { ...alsoOk, timeoutMs: (longest + STOP_MARGIN) * 1000 }),
    ...forgetAfterStop(reach, changes, context),
  ];
}

/** The manager's own time, and that of others before it in the queue. */
const STOP_MARGIN = 15;

export function disableSteps({ reach, changes, context }: Part): readonly Step[] {
  const units = turns(changes, 'disable', reach);
  // `disable` would take the user's own link to a unit elsewhere away with the links that enable it.
  const byHand = (turn: Turn): boolean => (context.offline && reach === 'user') || isLinked(turn, context);
  return [
    ...batch(
      context,
      reach,
      'files',
      ['disable', '--no-reload'],
      units.filter((turn) => !byHand(turn)),
    ),
    ...units.filter(byHand).flatMap((turn) => unlinkSteps(turn, reach, context)),
  ];
}

function isLinked({ id, daemon }: Turn, { observed }: StepContext): boolean {
  const found = observed.daemons.find(({ name }) => name === daemon)?.files ?? [];
  return found.some(({ path, kind }) => kind === 'link' && path.endsWith(`/${id}`));
}

function unlinkSteps({ id, daemon }: Turn, reach: Domain, context: StepContext): readonly Step[] {
  const units = context.observed.daemons.find(({ name }) => name === daemon)?.units ?? [];
  const links = units.filter((unit) => unit.id === id && unit.domain === reach).flatMap((unit) => unit.links);
  const folder = unitFolder(context.facts, reach === 'system');
  return links
    .map((link) => (link.startsWith('/') ? link : `${folder}/${link}`))
    .flatMap((path): readonly Step[] => {
      const common = { phase: 'files', daemons: [daemon] } as const;
      if (isRoots(path, { domain: reach }, context))
        return [rootRun(context, 'files', [daemon], ['rm', '-f', '--', path])];
      // As `disable` does: `default.target.wants` goes with the last link in it.
      return [
        { ...common, kind: 'remove', path },
        { ...common, kind: 'prune', path: posix.dirname(path) },
      ];
    });
}

export function enableSteps({ reach, changes, context }: Part): readonly Step[] {
  const units = turns(changes, 'enable', reach);
  // Without a manager a user's `systemctl` does not know where that one's folders are; root's are where they always are.
  if (!context.offline || reach === 'system') return batch(context, reach, 'files', ['enable', '--no-reload'], units);
  const folder = unitFolder(context.facts, false);
  return units.flatMap(({ id, daemon }) => {
    const unit = context.desired.find(({ name }) => name === daemon)?.units.find((one) => one.id === id);
    return (unit?.links ?? []).map(
      (link): Step => ({
        phase: 'files',
        daemons: [daemon],
        kind: 'link',
        path: `${folder}/${link}`,
        target: `${folder}/${id}`,
      }),
    );
  });
}

export function refreshSteps({ reach, changes, context }: Part): readonly Step[] {
  const touching = changes.filter((change) => change.work.refresh && concerns(reach, change, context));
  if (touching.length === 0) return [];
  // Everybody's. But whoever has nothing to do with root's manager should not fail with it.
  const daemons = reach === 'user' ? [] : touching.map(({ name }) => name).toSorted();
  return [systemctl(context, reach, 'refresh', daemons, ['daemon-reload'])];
}

/** A daemon that moves is known to both managers. */
function concerns(reach: Reach, { domain, work }: Change, { facts }: StepContext): boolean {
  const folder = `${unitFolder(facts, reach === 'system')}/`;
  return (
    (domain === reach && !work.elsewhere) ||
    work.refreshAlso.includes(reach) ||
    [...work.stop, ...work.disable].some((unit) => unit.domain === reach) ||
    work.remove.some((path) => path.startsWith(folder))
  );
}

/** After the manager knows what there is now: what failed before does not count any more. */
export function resetSteps({ reach, changes, context }: Part): readonly Step[] {
  const steps = batch(context, reach, 'refresh', ['reset-failed'], turns(changes, 'reset', reach), { alsoOk: [1] });
  return steps.map((step) => {
    // 1: one of them is not loaded, which is as good. All the others are reset, so that nobody need be tried alone.
    const { each: _, ...whole } = step;
    return whole;
  });
}

export function startSteps({ reach, changes, context }: Part): readonly Step[] {
  const restarted = turns(changes, 'restart', reach);
  const anew = restarted.filter(({ id }) => isStoppedFirst(id));
  const start = inTurn(changes, [...turns(changes, 'start', reach), ...anew]);
  const now = (verb: string, units: readonly Turn[]): readonly Step[] =>
    batch(context, reach, 'start', [verb, '--no-block'], notSelf(once(units), context));
  return [
    ...forgetBeforeStart(reach, changes, context),
    ...now('start', start),
    ...now(
      'restart',
      restarted.filter(({ id }) => !isStoppedFirst(id)),
    ),
    ...now('reload', turns(changes, 'reload', reach)),
  ];
}

/** As the daemons stand; of one daemon, its triggers first. */
function inTurn(changes: readonly Change[], units: readonly Turn[]): readonly Turn[] {
  const place = new Map(changes.map(({ name }, index) => [name, index]));
  const key = ({ id, daemon }: Turn): number => 2 * (place.get(daemon) ?? 0) + Number(isService(id));
  return units.toSorted((a, b) => key(a) - key(b));
}

const notSelf = (units: readonly Turn[], { observed }: StepContext): readonly Turn[] =>
  units.filter(({ id }) => id !== observed.self);

/** Handed to the manager when everything else is done: it will end this process, and start it anew where that is wanted. */
export function ownSteps({ reach, changes, context }: Part): readonly Step[] {
  const { self } = context.observed;
  const own = (['stop', 'start', 'restart', 'reload'] as const).filter((verb) =>
    turns(changes, verb, reach).some(({ id }) => id === self),
  );
  if (own.length === 0 || self === null) return [];
  // To make room and be started again is a restart to who cannot do the second after the first.
  const verb = own.includes('stop') && own.length > 1 ? 'restart' : (own.at(-1) ?? 'restart');
  const daemons = changes.filter(({ work }) => own.some((one) => work[one].some(({ id }) => id === self)));
  return [
    systemctl(
      context,
      reach,
      'settle',
      daemons.map(({ name }) => name),
      [verb, '--no-block', self],
    ),
  ];
}

/** Of one's own user: where that is refused (no polkit, say), root is asked. */
export function lingerStep(
  verb: 'enable-linger' | 'disable-linger',
  changes: readonly Change[],
  context: StepContext,
): readonly Step[] {
  const kind = verb === 'enable-linger' ? 'linger' : 'unlinger';
  const daemons = changes.filter(({ because }) => because.some((one) => one.kind === kind)).map(({ name }) => name);
  if (daemons.length === 0 || context.offline) return [];
  // Without a name it fails outside of a session.
  const argv = ['loginctl', verb, context.facts.account.user] as const;
  const phase = kind === 'linger' ? 'start' : 'settle';
  const otherwise =
    context.sudo === 'print' || context.facts.account.uid === 0 ? {} : { otherwise: asRoot(context, argv) };
  return [{ kind: 'run', phase, daemons: daemons.toSorted(), argv, ...otherwise }];
}
