// One text, in whatever syntax → the parts of it that are secrets by their looks: `NAME=value` of a name that looks secret,
// `user:pass@` with or without a scheme. Pure, and linear in the length of the text. Rather hides too much.
import { isHarmless, looksSecret } from '../manifest/secrets.ts';

/** In UTF-16 units. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

/** `word`: the text is one word, as in an argv, and whatever stands behind its first name is the value, blanks too. */
export function secretParts(text: string, word = false): Part[] {
  return joined([...assignments(text, word), ...urls(text), ...withoutScheme(text)]);
}

/** Sorted, and none within another. */
export function joined(parts: readonly Part[]): Part[] {
  const apart: Part[] = [];
  for (const part of [...parts].sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && part.from <= last.to) apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, part.to) };
    else if (part.to > part.from) apart.push(part);
  }
  return apart;
}

/** What is behind `=` may have been asked for by name before, so a name is looked for backwards from each `=`. */
function* assignments(text: string, word: boolean): Iterable<Part> {
  let floor = 0;
  for (let equals = text.indexOf('='); equals >= 0; equals = text.indexOf('=', floor)) {
    const start = nameStart(text, equals, floor);
    const from = equals + 1;
    floor = from;
    if (!looksSecret(text.slice(start, equals).replace(/^[-\d]+/, ''))) continue;
    const to = word && start === 0 ? endOfWord(text, from) : valueEnd(text, from, text[start - 1] ?? '');
    if (isHarmless(text.slice(from, to))) continue;
    yield { from, to };
    floor = to;
  }
}

export function nameStart(text: string, end: number, floor: number): number {
  let start = end;
  while (start > floor && /[\w-]/.test(text[start - 1] ?? '')) start -= 1;
  return start;
}

const endOfWord = (text: string, from: number): number => {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
};

const isQuote = (character: string): boolean => character === '"' || character === "'";

/** `before` is what the word begins with: a quote there is closed behind the value. */
function valueEnd(text: string, from: number, before: string): number {
  let quote = isQuote(before) ? before : '';
  const enclosed = quote !== '';
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\') at += 1;
    else if (quote !== '') {
      if (character !== quote) continue;
      quote = '';
      if (enclosed && /[\s,\])}]|^$/.test(text[at + 1] ?? '')) return at;
    } else if (isQuote(character)) quote = character;
    else if (/[\s`]/.test(character)) return at;
  }
  return quote === '' ? text.length : endOfWord(text, from);
}

const user = /[^\s/?#@:[]*:/y;
/** A port, or a variable that holds one. */
const port = /(?:\d{1,5}|\$\w+|\$\{\w+\})(?=[\s/?#]|$)/y;
const authority = /[^\s/?#]*/y;

/** The user is often the secret itself. A password may hold what should have been escaped: then up to the next `@`. */
function* urls(text: string): Iterable<Part> {
  const nextAt = nextOf(text, '@');
  const nextLine = nextOf(text, '\n');
  let next = 0;
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', next)) {
    const from = at + 3;
    next = from;
    const password = matchEnd(user, text, from);
    if (password < 0 || matchEnd(port, text, password) >= 0) continue;
    let to = lastAt(text, password, matchEnd(authority, text, password));
    if (to < 0) {
      const first = nextAt(password);
      if (first < 0 || nextLine(password) < first) continue;
      to = Math.max(first, lastAt(text, first, matchEnd(authority, text, first)));
    }
    yield { from, to };
    next = to;
  }
}

function matchEnd(sticky: RegExp, text: string, from: number): number {
  sticky.lastIndex = from;
  return sticky.test(text) ? sticky.lastIndex : -1;
}

function lastAt(text: string, from: number, to: number): number {
  const found = text.slice(from, to).lastIndexOf('@');
  return found < 0 ? -1 : from + found;
}

/** As indexOf, for positions that only grow: what was found is looked for once. */
function nextOf(text: string, character: string): (from: number) => number {
  let known = text.indexOf(character);
  return (from) => {
    if (known >= 0 && known < from) known = text.indexOf(character, from);
    return known < 0 && character === '\n' ? text.length : known;
  };
}

/** `user:pass@host`, as mail programs and proxies take it. Not `git@host:path`, nor `image:tag@sha256:…`. */
function* withoutScheme(text: string): Iterable<Part> {
  let floor = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > floor && !/[\s/@?#"'`<>]/.test(text[start - 1] ?? '')) start -= 1;
    floor = at + 1;
    const run = text.slice(start, at);
    const colon = run.indexOf(':');
    const begin = Math.max(...['=', ',', ';', '(', '[', '{'].map((c) => run.lastIndexOf(c, Math.max(0, colon)))) + 1;
    const before = text[start - 1] ?? '';
    if (colon <= begin || colon === run.length - 1 || before === '/' || before === '@') continue;
    if (!/[\w[]/.test(text[at + 1] ?? '') || text.startsWith('sha256:', at + 1)) continue;
    if (run.slice(begin, colon) !== 'mailto') yield { from: start + begin, to: at };
  }
}
