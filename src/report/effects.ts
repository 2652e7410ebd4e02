// A change → its sign, and what it means for what runs, in words. Pure.
import type { Change, Desired, DesiredUnit } from '../model.ts';
import type { Paint } from './color.ts';

export const SIGNS: Readonly<Record<Change['kind'], { readonly sign: string; readonly color: keyof Paint }>> = {
  create: { sign: '+', color: 'green' },
  update: { sign: '~', color: 'yellow' },
  remove: { sign: '-', color: 'red' },
  conflict: { sign: '!', color: 'red' },
  blocked: { sign: '!', color: 'red' },
  keep: { sign: '=', color: 'dim' },
};

export type Effect =
  | Change['effect']
  | 'arm'
  | 'rearm'
  | 'stale'
  | 'held'
  | 'runs-on'
  | 'next-run'
  | 'left-alone'
  | 'in-sync';

/** What it comes to for whoever depends on the daemon. */
export function effectOf(change: Change, desired: Desired): Effect {
  const { kind, effect, because, work } = change;
  const says = (one: string): boolean => because.some((reason) => reason.kind === one);
  if (kind === 'conflict' || kind === 'blocked') return 'left-alone';
  const service = (id: string): boolean => {
    const unit = unitOf(id, change, desired);
    // launchd has one thing for a service and what triggers it.
    return unit?.role === 'service' && unit.want !== 'armed';
  };
  const triggers = (refs: Change['work']['start']): boolean => refs.length > 0 && !refs.some(({ id }) => service(id));
  if (effect === 'start') return triggers(work.start) ? 'arm' : 'start';
  if (effect === 'restart') return triggers([...work.restart, ...work.start]) ? 'rearm' : 'restart';
  if (effect !== 'none') return effect;
  if (says('kept')) return 'stale';
  if (says('held')) return 'held';
  if (says('runs-on')) return 'runs-on';
  if (says('old-definition')) return 'next-run';
  return kind === 'keep' ? 'in-sync' : 'none';
}

const unitOf = (id: string, { name }: Change, desired: Desired): DesiredUnit | undefined =>
  desired.find((daemon) => daemon.name === name)?.units.find((unit) => unit.id === id);

const WORDS: Readonly<Record<Effect, string>> = {
  start: 'starts',
  arm: 'is armed',
  restart: 'restarts',
  rearm: 'is armed anew; what it starts is left alone',
  reload: 'reloads',
  stop: 'stops',
  none: 'no restart needed',
  stale: 'stays as it is (on_change: keep): stale',
  held: 'stays down: stopped by hand',
  'runs-on': 'runs on as it is; it is loaded anew after that',
  'next-run': 'no restart: its next run takes the new definition',
  'left-alone': 'left alone',
  'in-sync': 'in sync',
};

export function effectWords(change: Change, desired: Desired): string {
  const effect = effectOf(change, desired);
  // A socket is not opened while its service holds it.
  const makesRoom = change.work.stop.some(({ id }) => unitOf(id, change, desired)?.role === 'service');
  if (makesRoom && effect === 'arm') return 'is armed; what it starts is stopped for that';
  if (makesRoom && effect === 'rearm') return 'is armed anew; what it starts is stopped for that';
  const isOne = [...change.work.restart, ...change.work.start].some(
    ({ id }) => unitOf(id, change, desired)?.role === 'service',
  );
  if (effect === 'rearm' && isOne) return 'is armed anew';
  if (effect === 'none' && change.kind === 'create') return 'is installed; nothing to start';
  if (effect === 'none' && change.kind === 'remove') return 'goes; nothing to stop';
  return WORDS[effect];
}
