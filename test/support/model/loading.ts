// What a manager has in memory: units are read when something first names them, kept as they were read until the next
// daemon-reload, and forgotten when nothing needs them any more. Starts and stops nothing.

import { definitionOf, isOurs, last, linked } from './definition.ts';
import { now, type Place, type Unit } from './machine.ts';

/** The unit as the manager has it, read now if it has not got it, with all that it names. */
export function need(place: Place, id: string): Unit {
  const { units, reader } = place.manager;
  const known = units.get(id);
  // What was not there may have come; systemd looks again only where it has nothing.
  if (known && (known.definition.load !== 'not-found' || known.active !== 'inactive')) return known;
  const definition = definitionOf(id, reader);
  const unit: Unit = known ?? blank(id, place);
  unit.definition = definition;
  unit.loadedMs = now(place);
  units.set(id, unit);
  for (const other of definition.refers) if (isOurs(other) && !units.has(other)) need(place, other);
  return unit;
}

function blank(id: string, place: Place): Unit {
  return {
    id,
    definition: definitionOf(id, place.manager.reader),
    loadedMs: now(place),
    active: 'inactive',
    sub: 'dead',
    result: 'success',
    exitCode: 0,
    exitStatus: 0,
    restarts: 0,
    limit: null,
    job: null,
    lastJob: 'done',
    jobAtMs: null,
    due: null,
    process: null,
    invocation: null,
    changedMs: 0,
    opened: [],
  };
}

export function daemonReload(place: Place): void {
  const { units, reader, targets } = place.manager;
  for (const target of targets.keys()) targets.set(target, linked(target, ['.wants', '.requires', '.upholds'], reader));
  for (const unit of units.values()) {
    unit.sub = subState(place, unit);
    unit.definition = definitionOf(unit.id, reader);
    unit.loadedMs = now(place);
    afterReload(place, unit);
    // An address that is not wanted any more is closed at once; a new one is not opened.
    if (unit.id.endsWith('.socket') && unit.active === 'active') {
      const wanted = new Set(listens(unit));
      unit.opened = unit.opened.filter((line) => !line.startsWith('Listen') || wanted.has(line));
    }
  }
  for (const name of [...targets.values()].flat()) if (isOurs(name)) need(place, name);
  for (const unit of units.values()) {
    for (const other of unit.definition.refers) if (isOurs(other)) need(place, other);
  }
  forgetUnneeded(place);
}

/** What has nothing to go by any more gives up; a process, a socket or a watched path just stays. */
function afterReload(place: Place, unit: Unit): void {
  const lost = unit.definition.load !== 'loaded';
  if (unit.id.endsWith('.timer') && unit.active === 'active' && lost) {
    if (unit.definition.load === 'bad-setting') unit.sub = 'elapsed';
    else giveUp(unit, now(place));
  }
  if (unit.id.endsWith('.path') && unit.active === 'active' && lost) unit.sub = 'waiting';
  // It is judged anew whether there is to be another attempt.
  if (unit.sub === 'auto-restart' && (lost || !restarts(setting(unit, 'Service', 'Restart') ?? 'no', unit.result)))
    giveUp(unit, now(place));
}

export function restarts(policy: string, result: string): boolean {
  if (policy === 'always') return true;
  if (policy === 'on-success') return result === 'success';
  if (policy === 'on-failure') return result !== 'success';
  return policy === 'on-abnormal' && ['timeout', 'signal'].includes(result);
}

function giveUp(unit: Unit, atMs: number): void {
  unit.active = 'failed';
  unit.sub = 'failed';
  if (unit.result === 'success') unit.result = 'resources';
  unit.due = null;
  unit.job = null;
  unit.jobAtMs = null;
  unit.changedMs = atMs;
}

export const listens = ({ definition }: Unit): string[] =>
  [...(definition.effective.get('Socket') ?? [])]
    .filter(([key]) => key.startsWith('Listen'))
    .flatMap(([key, values]) => values.map((value) => `${key}=${value}`));

/** Inactive, without a job, and named by nothing that is itself kept: out of memory, and out of list-units. */
export function forgetUnneeded({ manager }: Place): void {
  const { units, targets } = manager;
  const kept = new Set<string>();
  const keep = (id: string): void => {
    const unit = units.get(id);
    if (!unit || kept.has(id)) return;
    kept.add(id);
    for (const other of unit.definition.refers) keep(other);
  };
  for (const name of [...targets.values()].flat()) keep(name);
  for (const unit of units.values()) if (unit.active !== 'inactive' || unit.job !== null) keep(unit.id);
  for (const id of units.keys()) if (!kept.has(id)) units.delete(id);
}

/** Of a timer, path or socket that is armed: its service runs, or it waits. */
export function subState(place: Place, unit: Unit): string {
  const started = unit.definition.triggers;
  if (unit.active !== 'active' || started === null || unit.id.endsWith('.timer')) return unit.sub;
  const service = place.manager.units.get(started);
  const runs = service !== undefined && service.active !== 'inactive' && service.active !== 'failed';
  if (runs) return 'running';
  return unit.id.endsWith('.socket') ? 'listening' : 'waiting';
}

export const setting = (unit: Unit, section: string, key: string): string | null =>
  last(unit.definition.effective, section, key);
