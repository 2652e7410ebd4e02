// Values → words, as systemd's extract_first_word and cunescape divide and unescape them. Which of its flags are on
// depends on the directive; here they are only obeyed. Nothing is expanded, neither `%` nor `$`.

import { rejoined } from './bytes.ts';

export const BLANKS = ' \t\n\r';

/** Named after systemd's EXTRACT_ flags. */
export interface WordRules {
  readonly separators?: string;
  /** Quotes group and are removed. */
  readonly unquote?: boolean;
  /** Quotes group and stay. */
  readonly keepQuotes?: boolean;
  readonly cunescape?: boolean;
  /** `\` before a separator or another `\` stands for it. */
  readonly unescapeSeparators?: boolean;
  /** An unknown escape, or a lone `\` at the end, stays as it is instead of being an error. */
  readonly keepUnknownEscapes?: boolean;
  /** `\` is an ordinary character. */
  readonly keepEscapes?: boolean;
  /** A missing closing quote or a `\` at the end is forgiven. */
  readonly relaxed?: boolean;
  /** Every separator ends a word, even an empty one. */
  readonly everySeparator?: boolean;
  /** The separator is not stepped over. */
  readonly stopAtSeparator?: boolean;
}

/** `next`: where to read on, null at the end of the text. */
export type Word =
  | { readonly kind: 'word'; readonly word: string; readonly next: number | null }
  | { readonly kind: 'end' }
  | { readonly kind: 'malformed'; readonly at: number };

export function firstWord(text: string, from: number | null, rules: WordRules): Word {
  if (from === null) return { kind: 'end' };
  const separators = rules.separators ?? BLANKS;
  const isSeparator = (c: string | undefined): boolean => c !== undefined && separators.includes(c);
  let at = from;
  if (rules.everySeparator) {
    if (isSeparator(text[at])) return { kind: 'word', word: '', next: rules.stopAtSeparator ? at : at + 1 };
  } else {
    while (isSeparator(text[at])) at += 1;
  }
  if (at >= text.length) return rules.everySeparator ? { kind: 'word', word: '', next: null } : { kind: 'end' };

  const parts: string[] = [];
  const word = (next: number | null): Word => ({ kind: 'word', word: rejoined(parts.join('')), next });
  let quote: string | null = null;
  for (;;) {
    const plainTo = endOfPlain(text, at, quote);
    if (plainTo > at) {
      const separatorAt = quote === null ? indexOfAny(text, at, plainTo, separators) : -1;
      parts.push(text.slice(at, separatorAt < 0 ? plainTo : separatorAt));
      at = separatorAt < 0 ? plainTo : separatorAt;
      if (separatorAt >= 0) return word(afterSeparator(text, at, separators, rules));
    }
    const c = text[at];
    if (c === undefined) {
      return quote !== null && !rules.relaxed ? { kind: 'malformed', at } : word(null);
    }
    if (c === '\\' && !rules.keepEscapes) {
      const escape = readEscape(text, at + 1, separators, rules, quote !== null);
      if (escape === null) return { kind: 'malformed', at: Math.min(at + 1, text.length) };
      parts.push(escape.text);
      at = escape.next;
      if (escape.last) return word(null);
    } else if (c === quote) {
      quote = null;
      if (!rules.unquote) parts.push(c);
      at += 1;
    } else if (quote === null && c !== '\\' && (rules.unquote || rules.keepQuotes)) {
      quote = c;
      if (!rules.unquote) parts.push(c);
      at += 1;
    } else {
      // A quote or backslash that means nothing here, unless it happens to be a separator.
      if (quote === null && isSeparator(c)) return word(afterSeparator(text, at, separators, rules));
      parts.push(c);
      at += 1;
    }
  }
}

/** All words, or null where the whole is malformed. */
export function allWords(text: string, rules: WordRules): readonly string[] | null {
  const words: string[] = [];
  for (let at: number | null = 0; at !== null; ) {
    const found = firstWord(text, at, rules);
    if (found.kind === 'malformed') return null;
    if (found.kind === 'end') break;
    words.push(found.word);
    at = found.next;
  }
  return words;
}

/** C escapes undone; null where one is unknown, unless those are to be kept. */
export function cunescape(text: string, options: { keepUnknown?: boolean; acceptNul?: boolean } = {}): string | null {
  const parts: string[] = [];
  let at = 0;
  for (;;) {
    const backslash = text.indexOf('\\', at);
    if (backslash < 0) break;
    parts.push(text.slice(at, backslash));
    const escape = oneEscape(text, backslash + 1, options.acceptNul ?? false);
    if (escape === null && !options.keepUnknown) return null;
    parts.push(escape?.text ?? '\\');
    at = escape?.next ?? backslash + 1;
  }
  parts.push(text.slice(at));
  return rejoined(parts.join(''));
}

interface Escape {
  readonly text: string;
  readonly next: number;
  readonly last?: boolean;
}

/** What follows a backslash. `last`: the text ended in that backslash, and that was forgiven. */
function readEscape(text: string, at: number, separators: string, rules: WordRules, quoted: boolean): Escape | null {
  const c = text[at];
  if (c === undefined) {
    if (rules.keepUnknownEscapes && (!quoted || rules.relaxed)) return { text: '\\', next: at, last: true };
    return rules.relaxed ? { text: '', next: at, last: true } : null;
  }
  if (!rules.cunescape && !rules.unescapeSeparators) return { text: c, next: at + 1 };
  const known = rules.cunescape ? oneEscape(text, at, false) : null;
  if (known) return known;
  if (rules.unescapeSeparators && (c === '\\' || separators.includes(c))) return { text: c, next: at + 1 };
  return rules.keepUnknownEscapes ? { text: `\\${c}`, next: at + 1 } : null;
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  s: ' ',
  '\\': '\\',
  '"': '"',
  "'": "'",
};
const NUMBER = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})/y;

function oneEscape(text: string, at: number, acceptNul: boolean): Escape | null {
  const simple = SIMPLE[text[at] ?? ''];
  if (simple !== undefined) return { text: simple, next: at + 1 };
  NUMBER.lastIndex = at;
  const match = NUMBER.exec(text);
  if (!match) return null;
  const [all, byte, short, long, octal] = match;
  const code = octal === undefined ? Number.parseInt(byte ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
  if (code === 0 && !acceptNul) return null;
  const next = at + all.length;
  if (byte !== undefined || octal !== undefined) return code > 0xff ? null : { text: byteText(code), next };
  if (long !== undefined && !isCharacter(code)) return null;
  return { text: short !== undefined ? unicode16(code) : String.fromCodePoint(code), next };
}

function byteText(code: number): string {
  return String.fromCharCode(code < 0x80 ? code : 0xdc00 + code);
}

/** Half a character, written with \u, is written out as the three bytes it would have. */
function unicode16(code: number): string {
  if (code < 0xd800 || code > 0xdfff) return String.fromCharCode(code);
  return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)].map(byteText).join('');
}

function isCharacter(code: number): boolean {
  return code <= 0x10ffff && !/\p{Surrogate}|\p{Noncharacter_Code_Point}/u.test(String.fromCodePoint(code));
}

/** Where the run ends in which nothing but a separator could mean anything. */
function endOfPlain(text: string, from: number, quote: string | null): number {
  const special = quote === null ? /[\\'"]/g : quote === '"' ? /[\\"]/g : /[\\']/g;
  special.lastIndex = from;
  return special.exec(text)?.index ?? text.length;
}

function indexOfAny(text: string, from: number, to: number, characters: string): number {
  for (let at = from; at < to; at += 1) if (characters.includes(text[at] ?? '')) return at;
  return -1;
}

function afterSeparator(text: string, at: number, separators: string, rules: WordRules): number | null {
  if (rules.stopAtSeparator) return at;
  if (rules.everySeparator) return at + 1;
  let next = at;
  while (next < text.length && separators.includes(text[next] ?? '')) next += 1;
  return next < text.length ? next : null;
}
