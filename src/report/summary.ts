// All changes → one line: "3 to create, 1 to change (1 restart), 1 to remove; 12 in sync". Pure, and light: no-op runs need it.
import type { Change } from '../model.ts';
import { plural } from './text.ts';

export type Counts = Readonly<Record<Change['kind'] | 'restarts' | 'rearmed' | 'reloads' | 'stale', number>>;

export function countsOf(changes: readonly Change[]): Counts {
  const of = (kind: Change['kind']): number => changes.filter((change) => change.kind === kind).length;
  const updates = changes.filter(({ kind }) => kind === 'update');
  return {
    create: of('create'),
    update: updates.length,
    remove: of('remove'),
    conflict: of('conflict'),
    blocked: of('blocked'),
    keep: of('keep'),
    restarts: updates.filter((change) => change.effect === 'restart' && !isRearmed(change)).length,
    rearmed: updates.filter(isRearmed).length,
    reloads: updates.filter(({ effect }) => effect === 'reload').length,
    // Who is changed too is counted as that.
    stale: changes.filter((change) => change.kind === 'keep' && isStale(change)).length,
  };
}

/** It goes on by an older definition: because it was asked to, or because its run is not ended for a new one. */
export const isStale = ({ because }: Pick<Change, 'because'>): boolean =>
  because.some(({ kind }) => kind === 'kept' || kind === 'runs-on');

/** Its trigger starts anew; what that starts is left alone. */
export function isRearmed({ name, effect, work }: Change): boolean {
  const refs = [...work.restart, ...work.start];
  const waits = (id: string): boolean => work.await.some((one) => one.id === id && one.until === 'armed');
  return effect === 'restart' && refs.length > 0 && refs.every(({ id }) => isTrigger(id, name) || waits(id));
}

/** Of systemd's, which begin with the daemon's name: launchd's labels do not, and may end in anything. */
export const isTrigger = (id: string, daemon: string): boolean =>
  id.startsWith(daemon) && /\.(?:timer|path|socket)$/.test(id);

export function summary(changes: readonly Change[]): string {
  const { create, update, remove, conflict, blocked, keep, restarts, rearmed, reloads, stale } = countsOf(changes);
  const touching = [
    restarts > 0 ? plural(restarts, 'restart') : '',
    rearmed > 0 ? `${rearmed} re-armed` : '',
    reloads > 0 ? plural(reloads, 'reload') : '',
  ];
  const how = touching.filter(Boolean).join(', ');
  const pending = [
    create > 0 ? `${create} to create` : '',
    update > 0 ? `${update} to change${how === '' ? '' : ` (${how})`}` : '',
    remove > 0 ? `${remove} to remove` : '',
    conflict > 0 ? `${conflict} in conflict` : '',
    blocked > 0 ? `${blocked} left alone` : '',
  ].filter(Boolean);
  const same = [keep > stale || stale === 0 ? `${keep - stale} in sync` : '', stale > 0 ? `${stale} stale` : '']
    .filter(Boolean)
    .join(', ');
  if (pending.length === 0) return keep === 0 ? 'no daemons, and none to remove' : `nothing to do: ${same}`;
  return keep === 0 ? pending.join(', ') : `${pending.join(', ')}; ${same}`;
}
