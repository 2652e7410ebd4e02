// The text of an XML property list → its value, with every type kept, or why it cannot be read. Never guesses: two readings
// of one text (a key that stands twice) are no reading. Quick: some tens of microseconds for a daemon's plist.
//
// The plist package has a reader too, which is not used because of what it loses without a word: whether 1 was an integer or a
// real; integers beyond 2^53 and in hex (0x1f becomes 0, 12abc 12); CDATA in a key; what follows a comment in an integer; the
// order of keys that look like numbers; which of two equal keys was meant; a value that is missing (it becomes ''), a date that
// does not exist (February 30th becomes March 2nd), text and values that stand where none may. It also takes eight times as long.

import { type Cursor, failAt, readTag, readText, skipBetween, skipDoctype, type Tag, Unreadable } from './xml.ts';
import type { PlistDict, PlistValue } from './value.ts';
import type { Reading } from '../print/printed.ts';

/** Far beyond what any daemon needs, and far below what would exhaust the stack. */
const DEEPEST = 200;

export function readPlist(text: string): Reading<PlistValue> {
  const cursor: Cursor = { text: text.startsWith('\uFEFF') ? text.slice(1) : text, at: 0 };
  const reason = notOurs(cursor.text);
  if (reason !== null) return { unreadable: reason };
  try {
    return { read: document(cursor) };
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message };
    throw error;
  }
}

function notOurs(text: string): string | null {
  if (text.startsWith('bplist')) return 'a binary plist: `plutil -convert xml1` makes it readable';
  if (text.includes('\0')) return 'not UTF-8 text';
  if (!/^\s*</.test(text)) return 'not XML';
  const encoding = /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
  return encoding === undefined || /^(?:utf-?8|us-ascii|ascii)$/i.test(encoding)
    ? null
    : `in ${encoding}, not in UTF-8`;
}

function document(cursor: Cursor): PlistValue {
  skipBetween(cursor);
  skipDoctype(cursor);
  skipBetween(cursor);
  const first = readTag(cursor);
  // Apple's reader asks for no <plist> around it.
  const value = first.name === 'plist' && first.kind === 'open' ? inPlist(cursor) : valueOf(cursor, first, 0);
  skipBetween(cursor);
  return cursor.at === cursor.text.length ? value : failAt(cursor, 'something after the end');
}

function inPlist(cursor: Cursor): PlistValue {
  skipBetween(cursor);
  const value = valueOf(cursor, readTag(cursor), 0);
  skipBetween(cursor);
  const { name, kind } = readTag(cursor);
  return name === 'plist' && kind === 'close' ? value : failAt(cursor, `<${name}> where </plist> should be`);
}

function valueOf(cursor: Cursor, { name, kind }: Tag, depth: number): PlistValue {
  if (kind === 'close') return failAt(cursor, `</${name}> where a value should be`);
  if (depth > DEEPEST) return failAt(cursor, 'too deep');
  if (name === 'dict') return kind === 'empty' ? new Map() : dict(cursor, depth + 1);
  if (name === 'array') return kind === 'empty' ? [] : array(cursor, depth + 1);
  const read = READERS[name];
  if (read === undefined) return failAt(cursor, `<${name}> is no value`);
  const text = kind === 'empty' ? '' : readText(cursor, name);
  return read(text) ?? failAt(cursor, text.trim() === '' ? `an empty <${name}>` : `not what <${name}> may hold`);
}

function array(cursor: Cursor, depth: number): PlistValue[] {
  const items: PlistValue[] = [];
  for (;;) {
    skipBetween(cursor);
    const tag = readTag(cursor);
    if (tag.kind === 'close' && tag.name === 'array') return items;
    items.push(valueOf(cursor, tag, depth));
  }
}

function dict(cursor: Cursor, depth: number): PlistDict {
  const entries = new Map<string, PlistValue>();
  for (;;) {
    skipBetween(cursor);
    const tag = readTag(cursor);
    if (tag.kind === 'close' && tag.name === 'dict') return entries;
    if (tag.name !== 'key' || tag.kind === 'close') failAt(cursor, `<${tag.name}> where a <key> should be`);
    const key = tag.kind === 'empty' ? '' : readText(cursor, 'key');
    // Readers differ in which of the two they take, and nothing says which of them launchd does.
    if (entries.has(key)) failAt(cursor, `the key ${key} stands twice`);
    skipBetween(cursor);
    entries.set(key, valueOf(cursor, readTag(cursor), depth));
  }
}

/** What may stand in an element; undefined: not this. */
const READERS: { readonly [name: string]: ((text: string) => PlistValue | undefined) | undefined } = {
  string: (text) => text,
  true: (text) => (text.trim() === '' ? true : undefined),
  false: (text) => (text.trim() === '' ? false : undefined),
  integer,
  real,
  date,
  data,
};
Object.setPrototypeOf(READERS, null);

/** Decimal, or hex behind 0x; a leading nought is nothing special. What fits in 64 bits, with a sign or without. */
function integer(text: string): bigint | undefined {
  const [, sign, digits] = /^\s*([-+]?)\s*(0[xX][0-9A-Fa-f]+|[0-9]+)\s*$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const value = sign === '-' ? -BigInt(digits) : BigInt(digits);
  return value >= -(2n ** 63n) && value < 2n ** 64n ? value : undefined;
}

function real(text: string): number | undefined {
  const said = text.trim().toLowerCase();
  if (said === 'nan') return Number.NaN;
  const [, sign] = /^([-+]?)inf(?:inity)?$/.exec(said) ?? [];
  if (sign !== undefined) return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/.test(said) ? Number(said) : undefined;
}

/** No white space around it, and no year 0: neither does plistlib take those. */
function date(said: string): PlistValue | undefined {
  if (!/^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(said)) return undefined;
  const moment = new Date(said);
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === said.replace('Z', '.000Z')
    ? { date: said }
    : undefined;
}

function data(text: string): PlistValue | undefined {
  const said = text.replace(/\s+/g, '');
  if (said.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(said)) return undefined;
  return { base64: Buffer.from(said, 'base64').toString('base64') };
}
