// The YAML that people write in manifests → the tree that yaml.ts would give, many times faster; null for any other
// text. Must not report a problem: whatever is wrong, or only unusual, is yaml.ts's to read.

import { badCharacter } from './characters.ts';
import { MAX_DEPTH, MAX_NODES } from './limits.ts';
import { endOfLine, readBlockScalar } from './quick-block-scalar.ts';
import { readFlow } from './quick-flow.ts';
import {
  APOSTROPHE,
  COLON,
  type Cursor,
  HASH,
  isDash,
  isWhite,
  NEWLINE,
  nothingAt,
  OPEN_LIST,
  OPEN_MAP,
  plainEnd,
  QUOTE,
  readPlain,
  readQuoted,
  SPACE,
} from './quick-scalars.ts';
import type { Source } from './source.ts';
import type { ListNode, MapEntry, MapNode, Node, Span } from './tree.ts';

/** What is behind the last value read, and which of the comments there the yaml package counts as part of what. */
interface Reader extends Cursor {
  /** Of what stands at `at`. -1: the text ends there. */
  column: number;
  /** Where the last value ends, with the rest of its line and the comments below it that are deeper than its map. */
  after: number;
  /** The deepest column of a comment between `after` and `at`; -1: none. */
  comment: number;
}

/** A key may be longer; but then there are rules about it. */
const LONGEST_KEY = 1000;
const PIPE = 124;
const GREATER = 62;

export function quickYaml(source: Source): Node | null {
  const { text } = source;
  // Also every carriage return; what is left can only stand in a value, and does no harm there.
  if (badCharacter(text) !== null || text.includes('\ufeff')) return null;
  const reader: Reader = { source, text, at: 0, nodes: 1, column: 0, after: 0, comment: -1 };
  toNextToken(reader, 0, false);
  if (reader.column === 0 && text.startsWith('---\n', reader.at)) {
    reader.at += 4;
    toNextToken(reader, 0, false);
  }
  if (reader.column !== 0) return null;
  const tree = readMap(reader, 0, 0);
  return reader.nodes > MAX_NODES ? null : tree;
}

function readMap(reader: Reader, column: number, depth: number): MapNode | null {
  const { source, at: start } = reader;
  const entries = new Map<string, MapEntry>();
  do {
    const keyStart = reader.at;
    // At the margin three dashes or dots end a document, whatever follows them.
    if (column === 0 && /^(?:---|\.\.\.)(?:[ \t\n]|$)/.test(source.text.slice(keyStart, keyStart + 4))) return null;
    const name = readKey(reader);
    if (name === null || entries.has(name)) return null;
    const key = { source, start: keyStart, end: reader.at - 1 };
    const value = readValue(reader, column, depth + 1, key);
    if (value === null) return null;
    entries.set(name, { key, value });
  } while (reader.column === column);
  if (reader.column > column) return null;
  return { kind: 'map', source, start, end: closed(reader, column), entries };
}

function readList(reader: Reader, column: number, depth: number): ListNode | null {
  const { source, text, at: start } = reader;
  const items: Node[] = [];
  do {
    reader.at++;
    const item = readValue(reader, column, depth + 1, null);
    if (item === null) return null;
    items.push(item);
  } while (reader.column === column && isDash(text, reader.at));
  return { kind: 'list', source, start, end: closed(reader, column), items };
}

/** Comments at the column of a map or list are part of it, or rather: of what surrounds it. */
function closed(reader: Reader, column: number): number {
  const end = reader.after;
  if (column > 0 && reader.comment >= column) reader.after = reader.at;
  return end;
}

/** Leaves the reader behind the colon. */
function readKey(reader: Reader): string | null {
  const { text, at: start } = reader;
  const begins = text.charCodeAt(start);
  let name: string | null;
  if (begins === QUOTE || begins === APOSTROPHE) name = readQuoted(reader)?.text ?? null;
  else {
    const end = plainEnd(text, start, false);
    if (end < 0) return null;
    reader.at = end;
    name = text.slice(start, end);
    if (name === '<<') return null;
  }
  if (!isColon(text, reader.at) || reader.at - start > LONGEST_KEY) return null;
  reader.at++;
  return name;
}

const isColon = (text: string, at: number): boolean =>
  text.charCodeAt(at) === COLON && isWhite(text.charCodeAt(at + 1));

/** From behind a colon (`key`: what is before it) or a dash (null) to the next token that is no part of the value. */
function readValue(reader: Reader, column: number, depth: number, key: Span | null): Node | null {
  if (depth > MAX_DEPTH) return null;
  reader.nodes++;
  const { text, at: behind } = reader;
  let at = behind;
  while (text.charCodeAt(at) === SPACE) at++;
  reader.at = at;
  const begins = text.charCodeAt(at);
  if (at >= text.length || begins === NEWLINE || begins === HASH) return below(reader, column, depth, key);
  if (key === null && (isDash(text, at) || startsMap(reader))) {
    reader.column = column + 1 + at - behind;
    return isDash(text, at) ? readList(reader, reader.column, depth) : readMap(reader, reader.column, depth);
  }
  if (begins === PIPE || begins === GREATER) {
    const node = readBlockScalar(reader, column);
    if (node !== null) toNextToken(reader, column, false);
    return node;
  }
  const node =
    begins === OPEN_LIST || begins === OPEN_MAP
      ? readFlow(reader, depth, column, 1)
      : begins === QUOTE || begins === APOSTROPHE
        ? readQuoted(reader)
        : readPlain(reader, false);
  if (node === null) return null;
  reader.at = endOfLine(text, reader.at);
  if (reader.at < 0) return null;
  toNextToken(reader, column, true);
  return node;
}

/** A value that does not begin on its key's line: a map, a list, or none. */
function below(reader: Reader, column: number, depth: number, key: Span | null): Node | null {
  const { text, at } = reader;
  const commented = text.charCodeAt(at) === HASH;
  reader.at = endOfLine(text, commented ? at - 1 : at);
  toNextToken(reader, column, false);
  const dash = isDash(text, reader.at);
  if (reader.column > column || (key !== null && dash && reader.column === column)) {
    return dash ? readList(reader, reader.column, depth) : readMap(reader, reader.column, depth);
  }
  // An empty item would stand where its list does, whose end nobody knows yet.
  if (key === null) return null;
  reader.after = commented || reader.comment >= 0 ? reader.at : at;
  return nothingAt(key);
}

/** Whether what stands behind a dash is a key. */
function startsMap(reader: Reader): boolean {
  const { text, at } = reader;
  const begins = text.charCodeAt(at);
  if (begins !== QUOTE && begins !== APOSTROPHE) {
    const end = plainEnd(text, at, false);
    return end >= 0 && isColon(text, end);
  }
  const found = readQuoted(reader) !== null && isColon(text, reader.at);
  reader.at = at;
  return found;
}

/**
 * From the beginning of a line. `takes`: the value above is one that the comments below it can belong to. A tab is taken for
 * the next token, and there is none that begins with one.
 */
function toNextToken(reader: Reader, column: number, takes: boolean): void {
  const { text } = reader;
  let line = reader.at;
  reader.after = line;
  reader.comment = -1;
  for (;;) {
    let at = line;
    while (text.charCodeAt(at) === SPACE) at++;
    const code = text.charCodeAt(at);
    if (code === NEWLINE) line = at + 1;
    else if (code === HASH) {
      const newline = text.indexOf('\n', at);
      const next = newline < 0 ? text.length : newline + 1;
      if (takes && reader.comment < 0 && at - line > column) reader.after = next;
      else reader.comment = Math.max(reader.comment, at - line);
      line = next;
    } else {
      reader.at = at;
      reader.column = at < text.length ? at - line : -1;
      return;
    }
  }
}
