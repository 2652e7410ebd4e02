// The units of many changes → one list per verb and domain, in the order in which a manager should hear of them. Pure.
//
// Up to 257 a manager makes one job per word, in the order of the words, and After= is heeded only between jobs that are
// there: what comes first must be said first. 262 makes one transaction of all of them, to which the order is nothing.

import type { Change, Domain, ObservedDaemon, UnitRef, Work } from '../model.ts';
import { inOrder, type Standing, type Turn } from '../placing/order.ts';

export { once, type Turn } from '../placing/order.ts';

type Verb = 'stop' | 'start' | 'restart' | 'reload' | 'reset' | 'enable' | 'disable';

export const dependencyOrder = (names: readonly string[], context: Standing): readonly string[] =>
  inOrder(names, context, afterAsInstalled);

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
