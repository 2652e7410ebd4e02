// The stand-in world as plain data that can be compared: all that a person could tell two machines apart by. Not in it:
// process ids, invocations and times, which no two runs share. Changes nothing.

import { definitionOf, isOurs } from './definition.ts';
import type { Machine, Manager, Unit } from './machine.ts';
import { takes } from './takes.ts';

export interface World {
  /** Path → `644 1000 text`, `-> target`, `755 1000 /`. */
  readonly files: Readonly<Record<string, string>>;
  /** `user/x.service` → what it is, what it has been told, what its process was started from. */
  readonly units: Readonly<Record<string, UnitWorld>>;
}

export interface UnitWorld {
  readonly state: string;
  /** What the manager goes by. */
  readonly loaded: string;
  /** What its process, or its open socket, goes by; null: there is none. */
  readonly runs: string | null;
  /** What the program read for itself. */
  readonly read: string;
  /** What a process that was started now would go by; null: nothing is loaded. */
  readonly would: string | null;
}

/** `besides`: paths that are nobody's business but the program's own. */
export function world(machine: Machine, besides: (path: string) => boolean = () => false): World {
  const files: Record<string, string> = {};
  for (const [path, node] of [...machine.files.everything()].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (besides(path) || /^\/run\/(user\/\d+\/)?systemd\/units/.test(path)) continue;
    const who = `${node.mode.toString(8)} ${node.uid}`;
    files[path] = node.kind === 'link' ? `-> ${node.target}` : `${who} ${node.kind === 'file' ? node.text : '/'}`;
  }
  const units: Record<string, UnitWorld> = {};
  for (const manager of [machine.user, machine.system]) {
    for (const id of namesIn(machine, manager)) units[`${manager.domain}/${id}`] = unitWorld(machine, manager, id);
  }
  return { files, units };
}

/** In memory or on the disk, sorted. */
function namesIn(machine: Machine, manager: Manager): readonly string[] {
  const onDisk = manager.reader.unitPath.flatMap((folder) => machine.files.list(folder) ?? []).filter(isOurs);
  return [...new Set([...manager.units.keys(), ...onDisk])].sort();
}

function unitWorld(machine: Machine, manager: Manager, id: string): UnitWorld {
  const unit = manager.units.get(id);
  const definition = unit?.definition ?? definitionOf(id, manager.reader);
  const lines = [...definition.effective].flatMap(([section, keys]) =>
    [...keys].flatMap(([key, values]) => values.map((value) => `${section}.${key}=${value}`)),
  );
  const loaded = [definition.load, ...lines.sort()].join('\n');
  if (!unit) return { state: 'inactive', loaded, runs: null, read: '', would: null };
  const place = { machine, manager };
  const { process } = unit;
  return {
    state: stateOf(unit),
    loaded,
    runs: process?.takes ?? (unit.opened.length > 0 ? unit.opened.join('\n') : null),
    read: process === null ? '' : [process.read, process.reread].join('\n'),
    would: unit.id.endsWith('.service') && definition.load === 'loaded' ? takes(place, unit) : null,
  };
}

function stateOf(unit: Unit): string {
  // A program that fails again and again is caught in one phase or another.
  const ends = unit.process?.program.runsMs ?? null;
  if (unit.sub === 'auto-restart' || (ends !== null && unit.restarts > 0)) return 'looping';
  const kind = unit.active === 'active' && !unit.id.endsWith('.service') ? 'armed' : kindOf(unit);
  return unit.job === null ? kind : `${kind}, to ${unit.job}`;
}

/** Whether something inactive is in the manager's memory is nobody's business. */
function kindOf({ active, sub, result }: Unit): string {
  if (active === 'inactive') return 'inactive';
  return active === 'failed' ? `failed (${result})` : `${active} (${sub})`;
}
