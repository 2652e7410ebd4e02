// A daemon that was started since by somebody else (the manager at login, or a run that was cut before it could say so) and is
// found to be as it should: Memory → Memory that knows this start, and what it has read. Else the next change of a watched
// file would be measured by what another start had read. Pure.

import { allVerified, recovered, type Verified } from './applied.ts';
import type { Change, Desired, DesiredDaemon, FoundUnit, Memory, Observed, ObservedDaemon, Reason } from '../model.ts';
import { watchedNow } from '../plan/stale.ts';

export function caughtUp(memory: Memory, changes: readonly Change[], desired: Desired, observed: Observed): Memory {
  const inOrder = new Map(changes.filter(isInOrder).map((change) => [change.name, change]));
  const found = new Map(observed.daemons.map((one) => [one.name, one]));
  const lost: DesiredDaemon[] = [];
  const seen = new Map<string, Verified>();
  for (const want of desired) {
    const [change, have] = [inOrder.get(want.name), found.get(want.name)];
    if (change === undefined || have === undefined) continue;
    const isLost = memory.daemons[want.name] === undefined;
    if (isLost && !isClaimable(change, observed)) continue;
    if (isLost) lost.push(want);
    const news = have.units.some(isTold) ? toldOf(memory, change, want, have) : startedOf(memory, change, want, have);
    if (news) seen.set(want.name, news);
  }
  if (lost.length === 0 && seen.size === 0) return memory;
  return allVerified(lost.length === 0 ? memory : recovered(memory, lost), seen);
}

/** Nobody remembers it, and all of it was found, looked at, and is as it is wanted: it is ours again, without a word. */
const isClaimable = ({ kind, weights }: Change, { manager }: Observed): boolean =>
  kind === 'keep' && manager && Object.keys(weights).length > 0;

function startedOf(memory: Memory, change: Change, want: DesiredDaemon, have: ObservedDaemon): Verified | null {
  const { name, units, care } = want;
  if (care.watched.length === 0) return null;
  const service = units.find(({ role, want: how }) => role === 'service' && how === 'running');
  const running = service ? change.running[service.id] : undefined;
  const known = service ? memory.daemons[name]?.started[service.id] : undefined;
  if (!service || !running?.invocation || !known || known.invocation === running.invocation) return null;
  return { units: { [service.id]: running }, watched: watchedNow(have, care.watched) };
}

/** Its manager was asked what it holds of it, and said: what is wanted. */
const isTold = ({ definition }: FoundUnit): boolean => definition === 'wanted';

/**
 * That was asked because memory did not know this start, or nothing at all; from now on it does, and nobody has to ask again. What
 * is only held (it waits, or has run to its end) counts too: it is known by the session that it is held in.
 */
function toldOf(memory: Memory, change: Change, want: DesiredDaemon, have: ObservedDaemon): Verified | null {
  const { name, weights, running } = change;
  const was = memory.daemons[name];
  const told = have.units.flatMap((unit) => {
    const { id, domain, invocation, state } = unit;
    const isKnown = was?.started[id]?.invocation === invocation;
    if (!isTold(unit) || domain !== want.domain || invocation === null || isKnown) return [];
    // A run that comes to its end tells nothing for long: what it is held as counts, and is known again when it has.
    if (!isAtRest(state.kind) && want.units.some((one) => one.id === id && one.once)) return [];
    // Of what runs it is known what it runs, or it is not as it should be.
    const weight = isAtRest(state.kind) ? weights[id] : running[id]?.weight;
    return weight ? [[id, { invocation, weight }] as const] : [];
  });
  if (told.length === 0) return null;
  const read = was === undefined || told.some(([id]) => running[id]?.invocation);
  return { units: Object.fromEntries(told), watched: read ? watchedNow(have, want.care.watched) : was.watched };
}

const isAtRest = (kind: FoundUnit['state']['kind']): boolean => kind === 'armed' || kind === 'done' || kind === 'down';

/** Whatever else is done for it, it runs on as it is. */
const isInOrder = ({ kind, effect, because }: Change): boolean =>
  (kind === 'keep' || kind === 'update') && effect === 'none' && !because.some(isUnread);

const isUnread = ({ kind }: Reason): boolean => kind === 'env-file' || kind === 'restart-on' || kind === 'reload-on';
