// The outcomes of a run → which units were started, or told to read their files again, and were seen to hold, by daemon: what
// memory may then say of them. Pure.

import type { Verified } from './applied.ts';
import type { Arrival, Change, Memory, Outcome } from '../model.ts';
import type { Survey } from '../reconcile.ts';
import { watchedNow } from '../plan/stale.ts';

export function seenUp(
  memory: Memory,
  changes: readonly Change[],
  { aim, observed }: Pick<Survey, 'aim' | 'observed'>,
  outcomes: readonly Outcome[],
): ReadonlyMap<string, Verified> {
  const arrivals = arrivalsOf(outcomes);
  const wanted = new Map(aim.desired.map((one) => [one.name, one]));
  const found = new Map(observed.daemons.map((one) => [one.name, one]));
  const seen = new Map<string, Verified>();
  for (const { name, weights, work } of changes) {
    const units = (arrivals.get(name) ?? []).flatMap(({ id, invocation, result }) => {
      const weight = result === 'reached' && Object.hasOwn(weights, id) ? weights[id] : undefined;
      const stopped = work.stop.some((ref) => ref.id === id) && !work.start.some((ref) => ref.id === id);
      return weight && !stopped ? [[id, { invocation, weight }] as const] : [];
    });
    if (units.length === 0) continue;
    const [want, have] = [wanted.get(name), found.get(name)];
    const service = want?.units.find(({ role }) => role === 'service')?.id;
    const readAnew = units.some(([id]) => id === service);
    const was = memory.daemons[name]?.watched ?? {};
    const watched = readAnew && want && have ? watchedNow(have, want.care.watched) : was;
    seen.set(name, { units: Object.fromEntries(units), watched });
  }
  return seen;
}

function arrivalsOf(outcomes: readonly Outcome[]): ReadonlyMap<string, readonly Arrival[]> {
  const found = new Map<string, Arrival[]>();
  for (const outcome of outcomes) {
    if (outcome.status === 'skipped') continue;
    for (const arrival of outcome.arrivals ?? []) {
      const some = found.get(arrival.daemon);
      if (some) some.push(arrival);
      else found.set(arrival.daemon, [arrival]);
    }
  }
  return found;
}
