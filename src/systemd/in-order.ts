// The units of many changes → one list per verb and domain, in the order in which a manager should hear of them. Pure.
//
// Up to 257 a manager makes one job per word, in the order of the words, and After= is heeded only between jobs that are
// there: what comes first must be said first. 262 makes one transaction of all of them, to which the order is nothing.

import type { Change, Domain, ObservedDaemon, UnitRef, Work } from '../model.ts';
import type { StepContext } from '../platform.ts';

export interface Turn {
  readonly id: string;
  readonly daemon: string;
}

type Verb = 'stop' | 'start' | 'restart' | 'reload' | 'reset' | 'enable' | 'disable';

/** Names of daemons: what others come after stands before them. Else by name; a circle is cut where it is met again. */
export function dependencyOrder(
  names: readonly string[],
  { desired, observed }: Pick<StepContext, 'desired' | 'observed'>,
): readonly string[] {
  const asked = new Set(names);
  const wanted = new Set(desired.map(({ name }) => name));
  const gone = observed.daemons.filter(({ name }) => asked.has(name) && !wanted.has(name));
  const after = new Map([
    ...gone.map((daemon) => [daemon.name, afterAsInstalled(daemon)] as const),
    ...desired.map(({ name, care }) => [name, care.after] as const),
  ]);
  const ordered = new Set<string>();
  const met = new Set<string>();
  const visit = (name: string): void => {
    if (met.has(name)) return;
    met.add(name);
    for (const other of [...(after.get(name) ?? [])].toSorted()) visit(other);
    ordered.add(name);
  };
  for (const name of [...names].toSorted()) visit(name);
  return [...ordered].filter((name) => asked.has(name));
}

/** What left the manifest is stopped in order too, and only its unit still tells which. */
const afterAsInstalled = ({ files }: ObservedDaemon): readonly string[] =>
  files
    .filter(({ path }) => isService(path))
    .flatMap(({ text }) => [...(text ?? '').matchAll(/^After=(.*)$/gm)])
    .flatMap(([, ids = '']) => ids.split(' ').filter(isService))
    .map((id) => id.slice(0, -'.service'.length));

/** Of the changes in this order: the units of one verb. A service has to find its sockets open, so that triggers come first. */
export function turns(changes: readonly Change[], verb: Verb, domain: Domain): readonly Turn[] {
  return changes.flatMap(({ name, work }) =>
    unitsOf(work, verb)
      .filter((unit) => unit.domain === domain)
      .toSorted((a, b) => Number(isService(a.id)) - Number(isService(b.id)) || (a.id < b.id ? -1 : 1))
      .map(({ id }) => ({ id, daemon: name })),
  );
}

const unitsOf = (work: Work, verb: Verb): readonly UnitRef[] => work[verb];

export const isService = (id: string): boolean => id.endsWith('.service');

/** A timer that is stopped before the daemon-reload does not run its service; a socket cannot be opened anew otherwise. */
export const isStoppedFirst = (id: string): boolean => id.endsWith('.timer') || id.endsWith('.socket');

/** Each unit once: the first time counts. */
export function once(all: readonly Turn[]): readonly Turn[] {
  const seen = new Set<string>();
  return all.filter(({ id }) => !seen.has(id) && seen.add(id));
}
