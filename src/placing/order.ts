// In which order daemons are dealt with, where one comes after another. Pure.

import type { ObservedDaemon } from '../model.ts';
import type { StepContext } from '../platform.ts';

export interface Turn {
  readonly id: string;
  readonly daemon: string;
}

export type Standing = Pick<StepContext, 'desired' | 'observed'>;

/** Names of daemons: what others come after stands before them. Else by name; a circle is cut where it is met again. */
export function inOrder(
  names: readonly string[],
  { desired, observed }: Standing,
  afterAsInstalled: (daemon: ObservedDaemon) => readonly string[] = () => [],
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

/** Each unit once: the first time counts. */
export function once(all: readonly Turn[]): readonly Turn[] {
  const seen = new Set<string>();
  return all.filter(({ id }) => !seen.has(id) && seen.add(id));
}
