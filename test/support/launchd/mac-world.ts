// The Mac in memory as plain data that can be compared: all that a person could tell two machines apart by. Not in it: process
// ids, login sessions and times, which no two runs share. Changes nothing.

import type { UnitWorld, World } from '../model/world.ts';
import { keptAlways, isDict } from './definition.ts';
import { startOf } from './life.ts';
import type { MacMachine } from './mac-machine.ts';
import { takes } from './memory-body.ts';
import { allServices, type PlistValue, type Service } from './state.ts';

export interface MacWorld extends World {
  /** `501/dev.x`, `system/dev.x`: those that may not be loaded. That one was enabled once makes no difference to anybody. */
  readonly disabled: readonly string[];
}

/** `besides`: paths that are nobody's business but the program's own. */
export function macWorld(machine: MacMachine, besides: (path: string) => boolean = () => false): MacWorld {
  const files: Record<string, string> = {};
  for (const [path, node] of [...machine.files.everything()].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (besides(path)) continue;
    const who = `${node.mode.toString(8)} ${node.uid}`;
    files[path] = node.kind === 'link' ? `-> ${node.target}` : `${who} ${node.kind === 'file' ? node.text : '/'}`;
  }
  const services = allServices(machine.launchd).map(
    (service) => [`${service.domain}/${service.label}`, unitWorld(machine, service)] as const,
  );
  return {
    files,
    units: Object.fromEntries(services.toSorted(([a], [b]) => (a < b ? -1 : 1))),
    disabled: Object.entries(machine.launchd.overrides)
      .flatMap(([whose, labels]) => Object.entries(labels).map(([label, off]) => (off ? `${whose}/${label}` : '')))
      .filter((one) => one !== '')
      .sort(),
  };
}

function unitWorld(machine: MacMachine, service: Service): UnitWorld {
  const process = service.pid === null ? null : machine.processes.all[service.pid];
  return {
    state: stateOf(machine, service),
    loaded: `${service.path ?? 'submitted'}\n${JSON.stringify(sorted(withImplied(service.definition)))}`,
    runs: process?.takes ?? null,
    read: process ? [process.read, process.reread].join('\n') : '',
    would: takes(machine, startOf(machine.launchd, service)),
  };
}

/** To be kept alive is to run once it is loaded, said or not (L50). */
const withImplied = (definition: Service['definition']): Service['definition'] => {
  const { KeepAlive: keep } = definition;
  const implies = keep === true || (isDict(keep ?? '') && Object.hasOwn(keep as object, 'SuccessfulExit'));
  return implies ? { ...definition, RunAtLoad: true } : definition;
};

const sorted = (value: PlistValue): PlistValue =>
  isDict(value)
    ? Object.fromEntries(
        Object.keys(value)
          .sort()
          .map((key) => [key, sorted(value[key] ?? '')]),
      )
    : value;

function stateOf({ processes }: MacMachine, service: Service): string {
  const { state, runs, lastExit, definition, pid } = service;
  const kept = keptAlways(service) || isDict(definition['KeepAlive']);
  const ends = pid === null ? null : (processes.all[pid]?.program?.runsMs ?? null);
  // A program that fails again and again is caught in one phase or another.
  if (kept && runs > 1 && (state === 'spawn scheduled' || ends !== null)) return 'looping';
  if (state !== 'not running') return state === 'xpcproxy' ? 'running' : state;
  const triggered = ['StartInterval', 'StartCalendarInterval', 'WatchPaths', 'QueueDirectories', 'Sockets'].some(
    (key) => definition[key] !== undefined,
  );
  if (triggered) return 'idle';
  if (lastExit === null) return 'idle, never ran';
  if (lastExit.kind === 'code') return lastExit.code === 0 ? 'idle, ended well' : `idle, failed (${lastExit.code})`;
  return lastExit.kind === 'signal' ? `idle, ended by ${lastExit.signal}` : `idle, ${lastExit.reason}`;
}
