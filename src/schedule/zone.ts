// Time zones, from the table that comes with the JavaScript engine: is a name one that every machine knows, and how far
// is its local time from UTC at an instant. All times are microseconds; nothing here reads a clock or a file.

export const DAY = 86_400_000_000;

/** Null: fine. Otherwise what is wrong with it, in words, and what to write. */
export function zoneComplaint(name: string): { readonly error: string; readonly hint: string } | null {
  if (name === 'UTC') return null;
  const known = /^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name) ? canonicalZone(name) : null;
  if (known === null) {
    return { error: `no time zone is called ${name}`, hint: 'write UTC or a name like Europe/Berlin' };
  }
  if (!name.includes('/')) {
    // CET, EST, Japan …: newer distributions ship them in a package that few machines have, and EST has no summer time.
    return {
      error: `${name} is not a time zone that every machine knows`,
      hint: known === 'UTC' || name === 'GMT' ? 'write UTC' : 'write UTC or a name like Europe/Berlin',
    };
  }
  if (known !== name && known.toLowerCase() === name.toLowerCase()) {
    return { error: `time zones are spelled exactly, and this one is ${known}`, hint: `write ${known}` };
  }
  if (!name.split('/').every((part) => /^[A-Z]/.test(part))) {
    return { error: `no time zone is called ${name}`, hint: 'write it with capitals, like Asia/Kolkata' };
  }
  return null;
}

const canonical = new Map<string, string | null>();

function canonicalZone(name: string): string | null {
  const seen = canonical.get(name);
  if (seen !== undefined) return seen;
  let found: string | null;
  try {
    found = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    found = null;
  }
  canonical.set(name, found);
  return found;
}

// ── Offsets ─────────────────────────────────────────────────────────────────────────────────────────

/** One UTC day of one zone. Zones change their offset at most once in a day, so asking at both ends finds every change. */
interface ZoneDay {
  readonly before: number;
  readonly after: number;
  readonly changesAt: number;
}

interface ZoneTable {
  readonly format: Intl.DateTimeFormat;
  readonly midnights: Map<number, number>;
  readonly days: Map<number, ZoneDay>;
}

const tables = new Map<string, ZoneTable>();

/** Local time minus UTC. The zone must exist. */
export function offsetAt(zone: string, instant: number): number {
  if (zone === 'UTC') return 0;
  const day = zoneDay(zone, Math.floor(instant / DAY));
  return instant < day.changesAt ? day.before : day.after;
}

/**
 * The instants at which clocks in `zone` show `wall` (a local time, written as if it were UTC): one; two, earlier first,
 * when clocks were put back over it; none when they were put forward over it, and then the first local time after the gap.
 */
export function instantsOf(
  zone: string,
  wall: number,
): { readonly instants: readonly number[]; readonly gapEnds: number } {
  if (zone === 'UTC') return { instants: [wall], gapEnds: wall };
  const early = offsetAt(zone, wall - DAY);
  const late = offsetAt(zone, wall + DAY);
  if (early === late) return { instants: [wall - early], gapEnds: wall };
  const instants = [wall - Math.max(early, late), wall - Math.min(early, late)].filter(
    (instant) => instant + offsetAt(zone, instant) === wall,
  );
  if (instants.length > 0) return { instants, gapEnds: wall };
  const first = Math.floor((wall - DAY) / DAY);
  const change = [0, 1, 2]
    .map((days) => zoneDay(zone, first + days))
    .find((day) => day.changesAt < Infinity && day.changesAt + day.after > wall);
  if (change === undefined) throw new Error(`no change of ${zone} explains the gap at ${wall}`);
  return { instants, gapEnds: change.changesAt + change.after };
}

function zoneDay(zone: string, day: number): ZoneDay {
  const table = tableOf(zone);
  const known = table.days.get(day);
  if (known !== undefined) return known;
  const before = midnightOffset(table, day);
  const after = midnightOffset(table, day + 1);
  let changesAt = Infinity;
  if (before !== after) {
    let low = day * 86_400;
    let high = low + 86_400;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (askOffset(table.format, middle) === before) low = middle;
      else high = middle;
    }
    changesAt = high * 1_000_000;
  }
  const found = { before, after, changesAt };
  if (table.days.size > 4096) table.days.clear();
  table.days.set(day, found);
  return found;
}

function midnightOffset(table: ZoneTable, day: number): number {
  let offset = table.midnights.get(day);
  if (offset === undefined) {
    offset = askOffset(table.format, day * 86_400);
    if (table.midnights.size > 8192) table.midnights.clear();
    table.midnights.set(day, offset);
  }
  return offset;
}

function tableOf(zone: string): ZoneTable {
  let table = tables.get(zone);
  if (table === undefined) {
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric' } as const;
    const format = new Intl.DateTimeFormat('en-US', {
      ...parts,
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
      timeZone: zone,
    });
    table = { format, midnights: new Map(), days: new Map() };
    tables.set(zone, table);
  }
  return table;
}

/** Text and back: `format` is several times faster than `formatToParts`. */
function askOffset(format: Intl.DateTimeFormat, seconds: number): number {
  const [month, day, year, hour, minute, second] = (format.format(seconds * 1000).match(/\d+/g) ?? []).map(Number);
  const local = Date.UTC(year ?? NaN, (month ?? NaN) - 1, day, hour, minute, second);
  return local * 1000 - seconds * 1_000_000;
}
