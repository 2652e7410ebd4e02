// One scalar at a cursor → its node, or null where only the yaml package can tell. Judges nothing: what is null here
// is read again there. Must give the very spans and values that yaml.ts gives; test/manifest-quick.test.ts compares.

import { badCharacter } from './characters.ts';
import type { Source } from './source.ts';
import type { ScalarNode, Span } from './tree.ts';

/** A place in a text that has no tab in its indentation and no carriage return anywhere. */
export interface Cursor {
  readonly source: Source;
  readonly text: string;
  at: number;
  /** Nodes made so far. */
  nodes: number;
}

export const TAB = 9;
export const NEWLINE = 10;
export const SPACE = 32;
export const QUOTE = 34;
export const HASH = 35;
export const APOSTROPHE = 39;
export const COMMA = 44;
export const DASH = 45;
export const COLON = 58;
export const OPEN_LIST = 91;
export const CLOSE_LIST = 93;
export const OPEN_MAP = 123;
export const CLOSE_MAP = 125;
const BACKSLASH = 92;

const tableOf = (characters: string): Uint8Array => {
  const table = new Uint8Array(128);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
};
const FLOW_INDICATORS = tableOf(',[]{}');
const NO_PLAIN_BEGINS = tableOf('\t\n ,[]{}#&*!|>\'"%@`?:');
const STOPS_PLAIN = tableOf('\t\n :,[]{}');

/** A space, a line's end or the text's: no other character that YAML takes for white is ever let in. */
export const isWhite = (code: number): boolean => !(code > SPACE);
const isFlowIndicator = (code: number): boolean => code < 128 && FLOW_INDICATORS[code] === 1;

export const isDash = (text: string, at: number): boolean =>
  text.charCodeAt(at) === DASH && isWhite(text.charCodeAt(at + 1));

/** Where the plain scalar that begins here ends, on this line. -1: none does, or something is odd about it. */
export function plainEnd(text: string, start: number, inFlow: boolean): number {
  const begins = text.charCodeAt(start);
  if (begins < 128 ? NO_PLAIN_BEGINS[begins] === 1 : start >= text.length) return -1;
  const next = text.charCodeAt(start + 1);
  if (begins === DASH && (isWhite(next) || (inFlow && isFlowIndicator(next)))) return -1;
  let end = start;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128 && STOPS_PLAIN[code] === 1) {
      if (code === NEWLINE) break;
      if (code === TAB) return -1;
      if (code === SPACE) {
        if (text.charCodeAt(i + 1) === HASH) break;
        continue;
      }
      if (code === COLON) {
        const after = text.charCodeAt(i + 1);
        if (isWhite(after) || (inFlow && isFlowIndicator(after))) break;
      } else if (inFlow) break;
    }
    end = i + 1;
  }
  return end;
}

export function readPlain(cursor: Cursor, inFlow: boolean): ScalarNode | null {
  const start = cursor.at;
  const end = plainEnd(cursor.text, start, inFlow);
  if (end < 0) return null;
  const text = cursor.text.slice(start, end);
  const value = meaning(text);
  if (value === undefined) return null;
  cursor.at = end;
  return { kind: 'scalar', source: cursor.source, start, end, value, text, plain: true };
}

/** On one line. */
export function readQuoted(cursor: Cursor): ScalarNode | null {
  const start = cursor.at;
  const value =
    cursor.text.charCodeAt(start) === QUOTE ? doubleQuoted(cursor, start + 1) : singleQuoted(cursor, start + 1);
  if (value === null) return null;
  return { kind: 'scalar', source: cursor.source, start, end: cursor.at, value, text: value, plain: false };
}

/** `key:` with nothing behind it stands where its key does. */
export const nothingAt = (at: Span): ScalarNode => ({
  kind: 'scalar',
  source: at.source,
  start: at.start,
  end: at.end,
  value: null,
  text: '',
  plain: true,
});

const WORDS = new Map<string, boolean | null>([
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);
const INTEGER = /^[-+]?[0-9]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const OCTAL = /^0o[0-7]+$/;
const HEXADECIMAL = /^0x[0-9a-fA-F]+$/;
const NO_NUMBER = /^[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)$/;

/** As YAML 1.2's core schema has it. undefined: infinite, or no number; there is something to say about that. */
function meaning(text: string): string | number | boolean | null | undefined {
  const begins = text.charCodeAt(0);
  // Signs, dot, digits; all that can become a number begins with one of them.
  if (begins < COLON && begins > 42) {
    const number = INTEGER.test(text)
      ? Number.parseInt(text, 10)
      : FLOAT.test(text)
        ? Number.parseFloat(text)
        : OCTAL.test(text)
          ? Number.parseInt(text.slice(2), 8)
          : HEXADECIMAL.test(text)
            ? Number.parseInt(text.slice(2), 16)
            : NO_NUMBER.test(text)
              ? Number.NaN
              : null;
    if (number === null) return text;
    return Number.isFinite(number) ? number : undefined;
  }
  if (text.length > 5) return text;
  const word = WORDS.get(text);
  return word === undefined ? text : word;
}

function singleQuoted(cursor: Cursor, start: number): string | null {
  const { text } = cursor;
  let end = text.indexOf("'", start);
  let doubled = false;
  while (end >= 0 && text.charCodeAt(end + 1) === APOSTROPHE) {
    doubled = true;
    end = text.indexOf("'", end + 2);
  }
  if (end < 0) return null;
  const inner = text.slice(start, end);
  if (inner.includes('\n')) return null;
  cursor.at = end + 1;
  return doubled ? inner.replaceAll("''", "'") : inner;
}

function doubleQuoted(cursor: Cursor, start: number): string | null {
  const { text } = cursor;
  let escaped = false;
  for (let i = start; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === NEWLINE) return null;
    if (code === QUOTE) {
      cursor.at = i + 1;
      return escaped ? unescaped(text.slice(start, i)) : text.slice(start, i);
    }
    if (code === BACKSLASH) {
      escaped = true;
      i++;
    }
  }
  return null;
}

/** YAML has more; what they stand for is not allowed in a manifest, or nobody writes it. */
const ESCAPES = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
]);

function unescaped(inner: string): string | null {
  let out = '';
  let from = 0;
  for (let at = inner.indexOf('\\'); at >= 0; at = inner.indexOf('\\', from)) {
    out += inner.slice(from, at);
    const letter = inner.charAt(at + 1);
    const digits = letter === 'u' ? 4 : letter === 'x' ? 2 : 0;
    if (digits > 0) {
      const code = inner.slice(at + 2, at + 2 + digits);
      if (code.length < digits || !/^[0-9a-fA-F]+$/.test(code)) return null;
      out += String.fromCharCode(Number.parseInt(code, 16));
    } else {
      const meant = ESCAPES.get(letter);
      if (meant === undefined) return null;
      out += meant;
    }
    from = at + 2 + digits;
  }
  out += inner.slice(from);
  // The text as a whole has none; an escape can make one.
  return badCharacter(out) ? null : out;
}
