// The little of XML that a plist is made of: tags, text, and what lies between. Moves a cursor over the text and throws
// Unreadable where that ends; knows nothing of values. No parser of all XML: there is nothing here to expand or to fetch.

/** Caught by read.ts and nowhere else: to whoever asks, an unreadable text is data. */
export class Unreadable extends Error {}

export interface Cursor {
  readonly text: string;
  at: number;
}

export interface Tag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'empty';
}

/** A name, attributes that no plist has a use for, and the end. A quoted attribute may hold a `>`. */
const TAG = /<(\/?)([A-Za-z][\w.-]*)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>/y;
const SPACE = /[ \t\r\n]*/y;
const DOCTYPE = /<!DOCTYPE\s(?:[^"'[>]|"[^"]*"|'[^']*')*>/y;
/** What XML 1.0 has no place for. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

export const failAt = (cursor: Cursor, what: string): never => {
  throw new Unreadable(`line ${cursor.text.slice(0, cursor.at).split('\n').length}: ${what}`);
};

/** White space, comments and instructions. A comment ends at the first `-->`, as it does for Apple's reader. */
export function skipBetween(cursor: Cursor): void {
  for (;;) {
    skipSpace(cursor);
    if (cursor.text.startsWith('<!--', cursor.at)) skipPast(cursor, '-->', 4);
    else if (cursor.text.startsWith('<?', cursor.at)) skipPast(cursor, '?>', 2);
    else return;
  }
}

export function skipDoctype(cursor: Cursor): void {
  if (!cursor.text.startsWith('<!DOCTYPE', cursor.at)) return;
  DOCTYPE.lastIndex = cursor.at;
  if (!DOCTYPE.test(cursor.text)) failAt(cursor, 'a DOCTYPE that declares things of its own');
  cursor.at = DOCTYPE.lastIndex;
}

export function readTag(cursor: Cursor): Tag {
  TAG.lastIndex = cursor.at;
  const found = TAG.exec(cursor.text);
  if (!found)
    return failAt(cursor, cursor.at >= cursor.text.length ? 'it ends too early' : 'no tag where one should be');
  cursor.at = TAG.lastIndex;
  const [, closes, name = '', isEmpty] = found;
  if (closes && isEmpty) failAt(cursor, `</${name}/>`);
  return { name, kind: closes ? 'close' : isEmpty ? 'empty' : 'open' };
}

/** All text to the closing tag, which is taken too: entities resolved, CDATA as it stands, comments left out. */
export function readText(cursor: Cursor, name: string): string {
  const { text } = cursor;
  let said = '';
  for (;;) {
    const next = text.indexOf('<', cursor.at);
    if (next < 0) return failAt(cursor, `<${name}> is not closed`);
    said += plainText(cursor, text.slice(cursor.at, next));
    cursor.at = next;
    if (text.startsWith('<![CDATA[', next)) said += asWritten(cursor, skipPast(cursor, ']]>', 9));
    else if (text.startsWith('<!--', next)) skipPast(cursor, '-->', 4);
    else break;
  }
  const { name: closed, kind } = readTag(cursor);
  return kind === 'close' && closed === name ? said : failAt(cursor, `<${closed}> inside <${name}>`);
}

/** The text between, without the ends. */
function skipPast(cursor: Cursor, end: string, from: number): string {
  const start = cursor.at + from;
  const at = cursor.text.indexOf(end, start);
  if (at < 0) return failAt(cursor, `no ${end} before the end`);
  cursor.at = at + end.length;
  return cursor.text.slice(start, at);
}

function skipSpace(cursor: Cursor): void {
  SPACE.lastIndex = cursor.at;
  SPACE.test(cursor.text);
  cursor.at = SPACE.lastIndex;
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' };

function plainText(cursor: Cursor, raw: string): string {
  const plain = asWritten(cursor, raw);
  if (!plain.includes('&')) return plain;
  return plain.replace(/&([^;&]*;?)/g, (whole, inner: string) => {
    const [, hex, digits, named] = /^(?:#x([0-9A-Fa-f]+)|#([0-9]+)|([a-z]+));$/.exec(inner) ?? [];
    const char = named === undefined ? character(hex, digits) : Object.hasOwn(NAMED, named) ? NAMED[named] : undefined;
    return char ?? failAt(cursor, `${whole} stands for nothing`);
  });
}

function character(hex: string | undefined, digits: string | undefined): string | undefined {
  if (hex === undefined && digits === undefined) return undefined;
  const code = hex === undefined ? Number.parseInt(digits ?? '', 10) : Number.parseInt(hex, 16);
  if (code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff)) return undefined;
  const char = String.fromCodePoint(code);
  return FORBIDDEN.test(char) ? undefined : char;
}

/** Line ends are one character to XML, however they were written. */
function asWritten(cursor: Cursor, raw: string): string {
  if (FORBIDDEN.test(raw)) failAt(cursor, 'a character that XML has no place for');
  return raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
}
