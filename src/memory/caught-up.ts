// A daemon that was started since by somebody else (the manager at login, or a run that was cut before it could say so) and is
// found to be as it should: Memory → Memory that knows this start, and what it has read. Else the next change of a watched
// file would be measured by what another start had read. Pure.

import { verified } from './applied.ts';
import type { Change, Desired, Memory, Observed, Reason } from '../model.ts';
import { watchedNow } from '../plan/stale.ts';

export function caughtUp(memory: Memory, changes: readonly Change[], desired: Desired, observed: Observed): Memory {
  const inOrder = new Map(changes.filter(isInOrder).map((change) => [change.name, change]));
  let next = memory;
  for (const { name, units, care } of desired) {
    const change = inOrder.get(name);
    if (change === undefined || care.watched.length === 0) continue;
    const service = units.find(({ role, want }) => role === 'service' && want === 'running');
    const have = observed.daemons.find((one) => one.name === name);
    const running = service ? change.running[service.id] : undefined;
    const known = service ? memory.daemons[name]?.started[service.id] : undefined;
    if (!service || !have || !running?.invocation || !known || known.invocation === running.invocation) continue;
    next = verified(next, name, { units: { [service.id]: running }, watched: watchedNow(have, care.watched) });
  }
  return next;
}

/** Whatever else is done for it, it runs on as it is. */
const isInOrder = ({ kind, effect, because }: Change): boolean =>
  (kind === 'keep' || kind === 'update') && effect === 'none' && !because.some(isUnread);

const isUnread = ({ kind }: Reason): boolean => kind === 'env-file' || kind === 'restart-on' || kind === 'reload-on';
