// `|` and `>` at a cursor → the scalar, or null where only the yaml package can tell: nothing in it, more spaces than
// text on a line. Leaves the cursor at the line that the next token begins on.

import { type Cursor, DASH, HASH, NEWLINE, SPACE, TAB } from './quick-scalars.ts';
import type { ScalarNode } from './tree.ts';

const PLUS = 43;
const FOLDED = 62;

/** `parent`: the column of the map or list that it is a value of. */
export function readBlockScalar(cursor: Cursor, parent: number): ScalarNode | null {
  const { text, source, at: start } = cursor;
  let chomp = 0;
  let explicit = 0;
  let at = start + 1;
  for (; ; at++) {
    const code = text.charCodeAt(at);
    if (chomp === 0 && (code === PLUS || code === DASH)) chomp = code;
    else if (explicit === 0 && code > 48 && code <= 57) explicit = code - 48;
    else break;
  }
  at = endOfLine(text, at);
  if (at < 0) return null;

  const gather = text.charCodeAt(start) === FOLDED ? folding() : literal();
  let trim = explicit === 0 ? -1 : parent + explicit;
  let blanks = 0;
  let widestBlank = 0;
  let end = -1;
  while (at < text.length) {
    let inner = at;
    while (text.charCodeAt(inner) === SPACE) inner++;
    if (inner === text.length) return null;
    if (text.charCodeAt(inner) === NEWLINE) {
      blanks++;
      widestBlank = Math.max(widestBlank, inner - at);
      at = inner + 1;
      continue;
    }
    const indent = inner - at;
    if (trim < 0) {
      if (indent <= parent) return null;
      trim = indent;
    }
    if (indent < trim) break;
    const newline = text.indexOf('\n', inner);
    const stop = newline < 0 ? text.length : newline;
    gather.line(blanks, text.slice(at + trim, stop), indent > trim || text.charCodeAt(inner) === TAB);
    blanks = 0;
    end = at = newline < 0 ? text.length : newline + 1;
  }
  // Spaces beyond the text's own column are text, or a mistake.
  if (end < 0 || widestBlank > trim) return null;
  if (chomp === PLUS) end = at;
  const value = gather.all() + (chomp === DASH ? '' : chomp === PLUS ? '\n'.repeat(blanks + 1) : '\n');
  cursor.at = end;
  return { kind: 'scalar', source, start, end, value, text: value, plain: false };
}

/** Where the next line begins, when only spaces and a comment are left of this one; -1 when there is more. */
export function endOfLine(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at++;
  if (at >= text.length) return text.length;
  const code = text.charCodeAt(at);
  if (code === NEWLINE) return at + 1;
  if (code !== HASH || at === from) return -1;
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline + 1;
}

interface Gathering {
  /** `blanks`: how many empty lines stand before it. `deeper`: it is indented more than the text. */
  line(blanks: number, content: string, deeper: boolean): void;
  all(): string;
}

function literal(): Gathering {
  let out = '';
  let begun = false;
  return {
    line(blanks, content) {
      out += '\n'.repeat(begun ? blanks + 1 : blanks) + content;
      begun = true;
    },
    all: () => out,
  };
}

/** A newline becomes a space, unless a line beside it is empty or deeper. */
function folding(): Gathering {
  let out = '';
  let begun = false;
  let separator = '';
  let wasDeeper = false;
  return {
    line(blanks, content, deeper) {
      if (!begun) out = '\n'.repeat(blanks);
      else {
        for (let i = 0; i < blanks; i++)
          if (separator === '\n') out += '\n';
          else separator = '\n';
      }
      begun = true;
      if (deeper) {
        if (separator === ' ') separator = '\n';
        else if (!wasDeeper && separator === '\n') separator = '\n\n';
      }
      out += separator + content;
      separator = deeper ? '\n' : ' ';
      wasDeeper = deeper;
    },
    all: () => out,
  };
}
