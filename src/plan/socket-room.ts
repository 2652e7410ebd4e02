// A socket cannot be opened, nor opened anew, while its service holds it → the service has to make room first. Pure.

import type { DesiredDaemon, UnitRef } from '../model.ts';
import { isAlive, type Judged } from './judged.ts';

export function makeRoomForSockets(units: readonly Judged[]): readonly Judged[] {
  return needsRoom(units)
    ? units.map((one) =>
        one.unit.role !== 'service' || !one.found || !isAlive(one.found)
          ? one
          : { ...one, verb: one.unit.want === 'running' ? ('start' as const) : ('nothing' as const) },
      )
    : units;
}

const needsRoom = (units: readonly Judged[]): boolean =>
  units.some(({ unit, verb }) => unit.role === 'socket' && (verb === 'start' || verb === 'restart'));

export function roomRefs(units: readonly Judged[], want: DesiredDaemon): UnitRef[] {
  if (!needsRoom(units)) return [];
  return units
    .filter(({ unit, found }) => unit.role === 'service' && found !== null && isAlive(found))
    .map(({ unit }) => ({ id: unit.id, domain: want.domain }));
}
