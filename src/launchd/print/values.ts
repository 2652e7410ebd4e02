// The members of a block → values: arguments and environments as raw text, descriptors as dictionaries and lists. Pure.
// What is no member is given back as it was, never dropped.

import type { PrintedValue } from './printed.ts';

/** One for each line of two tabs; any other line continues the one before it (an argument with a newline in it). */
export function argumentsIn(body: readonly string[]): readonly string[] | null {
  const found: string[] = [];
  for (const line of body) {
    const last = found.length - 1;
    if (line.startsWith('\t\t')) found.push(line.slice(2));
    else if (last < 0) return null;
    else found[last] += `\n${line}`;
  }
  return found;
}

/** `NAME => value`. A name that is there twice cannot be told from a value with a newline in it: null. */
export function environmentIn(body: readonly string[]): Readonly<Record<string, string>> | null {
  const found: [string, string][] = [];
  for (const line of body) {
    const [, name, value = ''] = line.startsWith('\t\t') ? (/^\t\t([^\n]*?) =>(?: ([^]*))?$/.exec(line) ?? []) : [];
    const last = found.at(-1);
    if (name !== undefined) found.push([name, value]);
    else if (last === undefined) return null;
    else last[1] += `\n${line}`;
  }
  return new Set(found.map(([name]) => name)).size < found.length ? null : Object.fromEntries(found);
}

/**
 * What these would be read as, once launchd has printed them: an argument `a\n\t\tb` prints as two. Whoever compares what was
 * wanted with what was read, compares this.
 */
export const argumentsAsRead = (wanted: readonly string[]): readonly string[] =>
  argumentsIn(wanted.flatMap((one) => `\t\t${one}`.split('\n'))) ?? [];

/** The same for an environment. null: it could not be read back, whatever launchd does. */
export const environmentAsRead = (wanted: Readonly<Record<string, string>>): Readonly<Record<string, string>> | null =>
  environmentIn(Object.entries(wanted).flatMap(([name, value]) => `\t\t${name} => ${value}`.split('\n')));

export interface Members {
  readonly members: readonly (readonly [name: string, value: PrintedValue])[];
  /** Lines that are no member of it. */
  readonly unexplained: readonly string[];
}

/** `"Hour" => 2`, `"WatchPaths" => [`, `0 = "/x"`, `keepalive = 0`, `descriptor = {`, `LABEL.1 => {`. */
export function membersIn(body: readonly string[]): Members {
  const lines = body.flatMap(apart);
  const unexplained: string[] = [];
  const lastQuote = lines.findLastIndex((line) => line.endsWith('"'));
  const { members } = readMembers({ lines, lastQuote, at: 0, unexplained }, 2);
  return { members, unexplained };
}

/** Data and descriptors are printed as nothing, without an end of line: the next member stands on the same one (capture 044). */
function apart(line: string): string[] {
  const parts: string[] = [];
  const member = /\t+(?:"[^"\t]*"|\d+) (?:=>|=) (?=\t)/y;
  let at = 0;
  while (member.test(line)) {
    parts.push(line.slice(at, member.lastIndex));
    at = member.lastIndex;
  }
  parts.push(line.slice(at));
  return parts;
}

interface Reader {
  readonly lines: readonly string[];
  /** The last line that may end a string: without it every open quote would be looked for to the end. */
  readonly lastQuote: number;
  at: number;
  readonly unexplained: string[];
}

/** Deeper than any capture by far: a forged depth shall not exhaust the stack. */
const DEEPEST = 32;

function readMembers(reader: Reader, depth: number): { members: (readonly [string, PrintedValue])[]; closed: boolean } {
  const members: (readonly [string, PrintedValue])[] = [];
  for (; reader.at < reader.lines.length; reader.at++) {
    const line = reader.lines[reader.at] ?? '';
    const tabs = /^\t*/.exec(line)?.[0].length ?? 0;
    const text = line.slice(tabs);
    if (text === '') continue;
    if ((text === '}' || text === ']') && tabs === depth - 1) return { members, closed: true };
    const found = /^(?:"([^]*?)"|([^]+?)) (?:=>|=)(?: ([^]*))?$/.exec(text);
    const name = found?.[1] ?? found?.[2];
    if (tabs !== depth || name === undefined) reader.unexplained.push(line);
    else members.push([name, readValue(reader, found?.[3] ?? '', depth)]);
  }
  return { members, closed: false };
}

function readValue(reader: Reader, text: string, depth: number): PrintedValue {
  if ((text === '{' || text === '[') && depth < DEEPEST) {
    reader.at++;
    const { members, closed } = readMembers(reader, depth + 1);
    if (!closed) reader.unexplained.push(`(no end of a list that begins with: ${members[0]?.[0] ?? 'nothing'})`);
    return text === '[' ? members.map(([, value]) => value) : Object.fromEntries(members);
  }
  if (!text.startsWith('"')) return text;
  // A string with a newline goes on to the line that ends with its quote.
  const { lines, at, lastQuote } = reader;
  let end = at;
  if (text.length < 2 || !text.endsWith('"')) {
    if (at >= lastQuote) return text;
    do end++;
    while (!(lines[end] ?? '"').endsWith('"'));
  }
  reader.at = end;
  return [text, ...lines.slice(at + 1, end + 1)].join('\n').slice(1, -1);
}
