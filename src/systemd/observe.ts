// What is there: the manager's own words for all units, in one process, and everything else from the disk meanwhile. Reads
// only. What it cannot find out is unknown, which is not the same as absent.

import type { Domain, ObservedDaemon } from '../model.ts';
import { besideAll, missingOf, NOTHING_BESIDE } from '../observing/beside.ts';
import { type Subject, type SubjectUnit, subjectsOf } from '../observing/subjects.ts';
import { unitFolder } from '../places.ts';
import type { Connected, Platform } from '../platform.ts';
import { around } from './around.ts';
import { type Listing, listUnits } from './list-units.ts';
import { roleOf, whereabouts } from './subjects.ts';
import { lingerOf, readingOf, selfUnit } from './surroundings.ts';
import { SYSTEM_UNIT_PATH, unitPath } from './unit-path.ts';
import { type AskedUnit, foundUnits } from './units.ts';

export const observe: Platform['observe'] = async (connected, desired, memory, facts) => {
  const { host } = connected;
  // These take longest and need nobody else: they are begun first and awaited last.
  const userRows = rowsOf(connected, 'user');
  const system = [...desired, ...Object.values(memory.daemons)].some(({ domain }) => domain === 'system');
  const systemRows = system ? rowsOf(connected, 'system') : null;
  const userPath = unitPath(connected, facts);

  const subjects = await subjectsOf(host, desired, memory, whereabouts(facts, memory.namespace));
  const beside = await besideAll(host, desired, facts, missingOf);
  const self = await selfUnit(host);
  const asked = subjects.flatMap((subject) => subject.units.map((unit) => asking(subject, unit)));
  const ids = { user: new Set<string>(), system: new Set<string>() };
  for (const { id, domain } of asked) ids[domain === 'system' ? 'system' : 'user'].add(id);
  const arounds = {
    system: await around(host, unitFolder(facts, true), SYSTEM_UNIT_PATH, ids.system),
    user: await around(host, unitFolder(facts, false), await userPath, ids.user),
  };
  const linger = await lingerOf(host, facts);

  const listings = {
    user: await userRows,
    // One that nobody wants or remembers may have turned up by its mark.
    system: await (systemRows ?? (ids.system.size > 0 ? rowsOf(connected, 'system') : null)),
  };
  const seen = await foundUnits(connected, listings, asked, false, arounds);
  const reading = ids.system.size > 0 ? await readingOf(host) : {};
  const units = seen.map((unit) => (unit.domain === 'system' ? { ...unit, ...reading } : unit));
  let next = 0;
  const daemons = subjects.map((subject): ObservedDaemon => {
    const { name, files, remembered } = subject;
    const { watched, missing } = beside.get(name) ?? NOTHING_BESIDE;
    const own = units.slice(next, (next += subject.units.length));
    return { name, files, units: own, remembered, watched, missing };
  });
  const unreachable = listings.user && 'why' in listings.user ? listings.user.unreachable : undefined;
  return { daemons, memory, linger, manager: !connected.offline, self, ...(unreachable ? { unreachable } : {}) };
};

const rowsOf = (connected: Connected, domain: Domain): Promise<Listing | null> =>
  connected.offline ? Promise.resolve(null) : listUnits(connected, domain);

function asking({ wanted, remembered }: Subject, { id, role, domain }: SubjectUnit): AskedUnit {
  const unit = domain === wanted?.domain ? wanted.units.find((one) => one.id === id) : undefined;
  return {
    id,
    role,
    domain,
    once: unit?.once ?? false,
    hasRun: remembered !== null && Object.hasOwn(remembered.started, id),
    wanted: unit?.want === 'running' || unit?.want === 'done',
  };
}

/** States only: no file, link or drop-in is looked at. What has run and what never did are told apart only closely. */
export const glance: Platform['glance'] = async (connected, units, closely) => {
  const rows = (domain: 'user' | 'system'): Promise<Listing | null> => {
    const ids = units.filter((unit) => (unit.domain === 'system') === (domain === 'system')).map(({ id }) => id);
    return ids.length === 0 || connected.offline ? Promise.resolve(null) : listUnits(connected, domain, ids);
  };
  const [user, system] = await Promise.all([rows('user'), rows('system')]);
  const asked = units.map(({ id, domain }): AskedUnit => {
    const role = roleOf(id) ?? 'service';
    return { id, domain, role, once: false, hasRun: false, wanted: false };
  });
  return foundUnits(connected, { user, system }, asked, closely);
};
