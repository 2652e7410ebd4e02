// Units and the rows that the manager has of them → what is to be said of each: state, load and which start is running. Asks
// `show` about those whose row is not enough, or about all if asked to look closely. Knows nothing of files.

import type { Domain, FoundUnit } from '../model.ts';
import type { Connected } from '../platform.ts';
import type { Around } from './around.ts';
import { type Invocation, invocationFolder, invocationOf, NONE } from './invocation.ts';
import type { Listing } from './list-units.ts';
import { showUnits } from './show.ts';
import { type Judging, type Listed, loadOf, needsCloserLook, type Shown, stateOf } from './state.ts';

export interface AskedUnit extends Judging {
  readonly id: string;
  readonly domain: Domain;
  /** It is meant to run, or to have run: if it does not, somebody will ask why. */
  readonly wanted: boolean;
}

/** null: there is no manager to have any (`--offline`). */
export type Listings = Readonly<Record<'user' | 'system', Listing | null>>;

export type Arounds = Readonly<Record<'user' | 'system', ReadonlyMap<string, Around>>>;

const ALONE: Around = { links: [], elsewhere: [], dropIns: [] };
const NOWHERE: Arounds = { user: new Map(), system: new Map() };

/** In the order in which they were asked for. */
export async function foundUnits(
  connected: Connected,
  listings: Listings,
  asked: readonly AskedUnit[],
  closely: boolean,
  arounds: Arounds = NOWHERE,
): Promise<readonly FoundUnit[]> {
  const { host } = connected;
  const rows = asked.map((unit) => rowOf(listings, unit));
  const curious = (domain: Domain): string[] =>
    asked.flatMap((unit, i) => {
      const row = rows[i];
      return row && managerOf(unit) === domain && (closely || needsCloserLook(unit, row)) ? [unit.id] : [];
    });
  const showing = [showUnits(connected, 'user', curious('user')), showUnits(connected, 'system', curious('system'))];
  const runtimeDir = host.environment('XDG_RUNTIME_DIR');
  const invocations: Invocation[] = [];
  for (const [i, unit] of asked.entries()) {
    const active = rows[i]?.active ?? 'inactive';
    // Timers and the like start nothing themselves, and have none.
    const none = unit.role !== 'service' || active === 'inactive' || active === 'failed';
    invocations.push(none ? NONE : await invocationOf(host, invocationFolder(unit.domain, runtimeDir), unit.id));
  }
  const [user, system] = await Promise.all(showing);
  return asked.map((unit, i): FoundUnit => {
    const { id, role, domain } = unit;
    const manager = managerOf(unit);
    const { links, elsewhere, dropIns } = arounds[manager].get(id) ?? ALONE;
    const { invocation, startedMs } = invocations[i] ?? NONE;
    const shown = (manager === 'system' ? system : user)?.get(id) ?? null;
    const { state, load } = judged(unit, listings[manager], rows[i] ?? null, shown);
    return { id, role, domain, state, load, links, elsewhere, dropIns, invocation, startedMs };
  });
}

const UNLOADED: Listed = { load: 'loaded', active: 'inactive', sub: 'dead' };

const managerOf = ({ domain }: AskedUnit): 'user' | 'system' => (domain === 'system' ? 'system' : 'user');

function rowOf(listings: Listings, unit: AskedUnit): Listed | null {
  const listing = listings[managerOf(unit)];
  return listing && 'rows' in listing ? (listing.rows.get(unit.id) ?? null) : null;
}

function judged(
  unit: AskedUnit,
  listing: Listing | null,
  row: Listed | null,
  shown: Shown | null,
): Pick<FoundUnit, 'state' | 'load'> {
  if (listing && 'why' in listing) return { state: { kind: 'unknown', why: listing.why }, load: 'unknown' };
  // What is in no row is in no memory: nothing of it runs, and nothing is known of how it ended.
  if (!row) return { state: stateOf(unit, UNLOADED, null), load: 'absent' };
  return { state: stateOf(unit, shown ?? row, shown), load: loadOf(row) };
}
