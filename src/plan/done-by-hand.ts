// What a person was told to run as root: was it run? Nobody says so. But its last commands make the manager read all unit files
// and start what is to run, and the manager leaves a trace of when it read. Pure.

import type { File, FoundUnit, ObservedDaemon } from '../model.ts';

/** The file of that unit is as it was handed over, and the manager has read it since. */
export function isDoneByHand(
  path: string | undefined,
  found: FoundUnit | null,
  have: ObservedDaemon,
  rewritten: readonly File[],
): boolean {
  const file = have.files.find((one) => one.path === path);
  if (!have.remembered?.printed || !file || found?.readMs === undefined) return false;
  if (rewritten.some((one) => one.path === path)) return false;
  return found.readMs >= Math.max(file.changedMs, ...found.dropIns.map(({ changedMs }) => changedMs));
}

/** Of a daemon of which nothing is left to be seen. */
export function isRemovedByHand({ remembered, units }: ObservedDaemon): boolean {
  const moments = Object.values(remembered?.printed ?? {});
  if (moments.length === 0) return false;
  return units.every(({ readMs }) => readMs !== undefined && readMs >= Math.max(...moments));
}

/** Of a daemon that moved to the other manager: this unit of it is gone from the one that it was handed over for. */
export function isUnitRemovedByHand({ id, links, state, readMs }: FoundUnit, have: ObservedDaemon): boolean {
  const { printed = {} } = have.remembered ?? {};
  const path = Object.keys(printed).find((one) => one.endsWith(`/${id}`));
  if (path === undefined || links.length > 0 || (state.kind !== 'down' && state.kind !== 'done')) return false;
  return (readMs ?? 0) >= (printed[path] ?? 0) && !have.files.some((file) => file.path === path);
}
