// All changes → one line: "3 to create, 1 to change (1 restart), 1 to remove; 12 in sync". Pure, and light: no-op runs need it.
import type { Change } from '../model.ts';
import { plural } from './text.ts';

export type Counts = Readonly<Record<Change['kind'] | 'restarts' | 'reloads' | 'stale', number>>;

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
    restarts: updates.filter(({ effect }) => effect === 'restart').length,
    reloads: updates.filter(({ effect }) => effect === 'reload').length,
    stale: changes.filter(({ because }) => because.some(({ kind }) => kind === 'kept')).length,
  };
}

export function summary(changes: readonly Change[]): string {
  const { create, update, remove, conflict, blocked, keep, restarts, reloads, stale } = countsOf(changes);
  const touching = [restarts > 0 ? plural(restarts, 'restart') : '', reloads > 0 ? plural(reloads, 'reload') : ''];
  const how = touching.filter(Boolean).join(', ');
  const pending = [
    create > 0 ? `${create} to create` : '',
    update > 0 ? `${update} to change${how === '' ? '' : ` (${how})`}` : '',
    remove > 0 ? `${remove} to remove` : '',
    conflict > 0 ? `${conflict} in conflict` : '',
    blocked > 0 ? `${blocked} left alone` : '',
  ].filter(Boolean);
  const same = `${keep} in sync${stale > 0 ? ` (${stale} stale)` : ''}`;
  if (pending.length === 0) return keep === 0 ? 'no daemons, and none to remove' : `nothing to do: ${same}`;
  return keep === 0 ? pending.join(', ') : `${pending.join(', ')}; ${same}`;
}

/** Something would be done, or is refused. */
export const isPending = ({ kind }: Change): boolean => kind !== 'keep';
