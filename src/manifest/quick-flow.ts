// `[…]` and `{…}` at a cursor, over however many lines → their tree, or null where only the yaml package can tell.

import { MAX_DEPTH } from './limits.ts';
import {
  APOSTROPHE,
  CLOSE_LIST,
  CLOSE_MAP,
  COLON,
  COMMA,
  type Cursor,
  HASH,
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
import type { ListNode, MapEntry, MapNode, Node } from './tree.ts';

/** `column`: that of the block around it; further lines must be deeper. `level`: 1 for the outermost. */
export function readFlow(cursor: Cursor, depth: number, column: number, level: number): ListNode | MapNode | null {
  return cursor.text.charCodeAt(cursor.at) === OPEN_LIST
    ? flowList(cursor, depth, column, level)
    : flowMap(cursor, depth, column, level);
}

function flowList(cursor: Cursor, depth: number, column: number, level: number): ListNode | null {
  const { source, text } = cursor;
  const start = cursor.at++;
  const items: Node[] = [];
  for (;;) {
    if (!skip(cursor, column, level)) return null;
    if (text.charCodeAt(cursor.at) === CLOSE_LIST) break;
    const item = flowValue(cursor, depth + 1, column, level);
    if (!item || !skip(cursor, column, level)) return null;
    items.push(item);
    const next = text.charCodeAt(cursor.at);
    if (next === COMMA) cursor.at++;
    else if (next !== CLOSE_LIST) return null;
  }
  return { kind: 'list', source, start, end: ++cursor.at, items };
}

function flowMap(cursor: Cursor, depth: number, column: number, level: number): MapNode | null {
  const { source, text } = cursor;
  const start = cursor.at++;
  const entries = new Map<string, MapEntry>();
  for (;;) {
    if (!skip(cursor, column, level)) return null;
    if (text.charCodeAt(cursor.at) === CLOSE_MAP) break;
    const keyStart = cursor.at;
    const name = flowKey(cursor);
    if (name === null || entries.has(name)) return null;
    const key = { source, start: keyStart, end: cursor.at };
    const hasColon = text.charCodeAt(cursor.at) === COLON;
    if (hasColon) cursor.at++;
    if (!skip(cursor, column, level)) return null;
    let next = text.charCodeAt(cursor.at);
    let value: Node | null;
    if (next === COMMA || next === CLOSE_MAP) {
      if (depth + 1 > MAX_DEPTH) return null;
      cursor.nodes++;
      // Without a colon yaml.ts sees no scalar at all.
      value = hasColon ? nothingAt(key) : { ...nothingAt(key), text: 'null', plain: false };
    } else {
      value = hasColon ? flowValue(cursor, depth + 1, column, level) : null;
      if (!value || !skip(cursor, column, level)) return null;
      next = text.charCodeAt(cursor.at);
    }
    entries.set(name, { key, value });
    if (next === COMMA) cursor.at++;
    else if (next !== CLOSE_MAP) return null;
  }
  return { kind: 'map', source, start, end: ++cursor.at, entries };
}

function flowKey(cursor: Cursor): string | null {
  const { text, at: start } = cursor;
  const begins = text.charCodeAt(start);
  if (begins === QUOTE || begins === APOSTROPHE) return readQuoted(cursor)?.text ?? null;
  const end = plainEnd(text, start, true);
  if (end < 0) return null;
  cursor.at = end;
  const name = text.slice(start, end);
  return name === '<<' ? null : name;
}

function flowValue(cursor: Cursor, depth: number, column: number, level: number): Node | null {
  if (depth > MAX_DEPTH) return null;
  cursor.nodes++;
  switch (cursor.text.charCodeAt(cursor.at)) {
    case OPEN_LIST:
    case OPEN_MAP:
      return readFlow(cursor, depth, column, level + 1);
    case QUOTE:
    case APOSTROPHE:
      return readQuoted(cursor);
    default:
      return readPlain(cursor, true);
  }
}

/** Over spaces, newlines and comments. false: what comes next does not stand where it must. */
function skip(cursor: Cursor, column: number, level: number): boolean {
  const { text } = cursor;
  let at = cursor.at;
  let line = -1;
  let code = text.charCodeAt(at);
  for (; ; code = text.charCodeAt(at)) {
    if (code === SPACE) at++;
    else if (code === NEWLINE) line = ++at;
    else if (code === HASH) {
      if (text.charCodeAt(at - 1) !== SPACE) return false;
      at = text.indexOf('\n', at);
      if (at < 0) return false;
    } else break;
  }
  cursor.at = at;
  if (line < 0 || at - line > column) return true;
  // The last bracket may stand below the key.
  return at - line === column && level === 1 && (code === CLOSE_LIST || code === CLOSE_MAP);
}
