// `launchctl print DOMAIN` → PrintedDomain. Pure, and quick: it is read whenever there is nothing to do, 3,000 lines at a time.
// Whatever may hide a row of `services` makes all of it unreadable: a label that was not seen must not be taken for absent.

import { disabledIn } from './disabled.ts';
import { doubtOf, sure } from './doubt.ts';
import { isIdleInDomain } from './idle.ts';
import { DOMAIN_ORDER, DOMAIN_OWN_TEXT } from './known.ts';
import { asPrinted, cutShort, type Item, type Sheet, sheetOf } from './lines.ts';
import { isElision } from './paste.ts';
import type { PrintedDisabled, PrintedDomain, PrintedRow, ReadingSoFar } from './printed.ts';

const READ: ReadonlySet<string> = new Set([
  'type',
  'session',
  'creator',
  'security context',
  'services',
  'disabled services',
]);

export function readDomain(text: string): ReadingSoFar<PrintedDomain> {
  const sheet = sheetOf(text, DOMAIN_ORDER, isIdleInDomain);
  if (sheet === null) return { unreadable: 'launchctl printed nothing' };
  if (sheet.target === null) return { unreadable: 'it does not begin with the name of a domain' };
  const { pasted } = sheet;
  if (sheet.ends === 'text after it' && pasted === null) return { unreadable: 'it goes on after its end' };
  const reading = domainOf(cutShort(sheet));
  const domain = 'read' in reading ? reading.read : reading.soFar;
  const why = pasted ?? (sheet.ends === 'cut off' ? 'it is cut off before its end' : null);
  return why === null || domain === undefined ? reading : { unreadable: why, soFar: domain };
}

function domainOf({ target, items, stray }: Sheet): ReadingSoFar<PrintedDomain> {
  const doubt = doubtOf({ items, stray }, DOMAIN_ORDER, DOMAIN_OWN_TEXT);
  const unexplained = stray.map(({ line }) => line);
  if (!items.some(({ key }) => key === 'services')) return { unreadable: 'it has no table of services' };
  const table = sure(items, doubt, 'services');
  if (table === null || table.kind !== 'block') {
    return { unreadable: 'its table of services cannot be told from other text' };
  }
  const { services, unread, why } = rowsIn(table.body);
  for (const row of unread) unexplained.push(row);
  const line = (key: string): string | null => {
    const item = sure(items, doubt, key);
    return item?.kind === 'line' ? item.value : null;
  };
  const [, name, pid] = /^(.+)\[(\d+)\]$/.exec(line('creator') ?? '') ?? [];
  const context = sure(items, doubt, 'security context')?.body ?? [];
  const asid = context.flatMap((one) => /^\s*asid = (\d+)$/.exec(one)?.[1] ?? []);
  for (const item of items) {
    const strange = item.kind === 'bare' || !(READ.has(item.key) || isIdleInDomain(item.key));
    if (strange) for (const one of asPrinted(item)) unexplained.push(one);
  }
  if (doubt !== null)
    unexplained.push(
      `(cannot be told apart: ${items
        .slice(doubt.from, doubt.to + 1)
        .map(({ key }) => key)
        .join(', ')})`,
    );
  const domain: PrintedDomain = {
    target: target ?? '',
    type: line('type'),
    session: line('session'),
    asid: asid.length === 1 ? Number(asid[0]) : null,
    creator: name !== undefined && pid !== undefined ? { name, pid: Number(pid) } : null,
    services,
    disabled: disabledOf(sure(items, doubt, 'disabled services'), unexplained),
    unexplained,
  };
  return why === null ? { read: domain } : { unreadable: why, soFar: domain };
}

/** `\t\t%8d %6s \tLABEL` (L47). PID 0: not running. */
const ROW = /^\s+(\d+) +(\S+)[ \t]+(\S[^]*)$/;

interface Rows {
  readonly services: ReadonlyMap<string, PrintedRow>;
  /** Rows that are none, as they were printed. */
  readonly unread: readonly string[];
  /** null: every row was read, and no two of them contradict each other. */
  readonly why: string | null;
}

function rowsIn(rows: readonly string[]): Rows {
  const services = new Map<string, PrintedRow>();
  const unread: string[] = [];
  let why: string | null = null;
  for (const row of rows) {
    const parts = ROW.exec(row);
    if (parts === null) {
      if (row.trim() === '') continue;
      why ??= `a row of its services cannot be read: ${row.trim()}`;
      if (!isElision(row)) unread.push(row);
      continue;
    }
    const [, pid = '', status = '', label = ''] = parts;
    const one: PrintedRow = { pid: Number(pid) || null, status };
    const before = services.get(label);
    if (before !== undefined && (before.pid !== one.pid || before.status !== status)) why ??= `${label} is there twice`;
    services.set(label, before ?? one);
  }
  return { services, unread, why };
}

function disabledOf(item: Item | null, unexplained: string[]): PrintedDisabled | null {
  if (item === null) return null;
  const reading = disabledIn(item.body);
  if ('read' in reading) return reading.read;
  for (const one of asPrinted(item)) unexplained.push(one);
  return null;
}
