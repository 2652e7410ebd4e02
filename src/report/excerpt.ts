// One place in a source text → the line it stands in and the caret under it, fitted to a width.
// Pure; says nothing about what is wrong there.
import type { Place } from '../model.ts';
import { type Hiding, hiddenInLine } from './hide.ts';
import { MASK } from './mask.ts';
import type { Part } from './secret-parts.ts';
import { type Cell, cells, harmless } from './text.ts';

export interface Excerpt {
  readonly line: string;
  /** Spaces, then `^~~~`. */
  readonly caret: string;
}

const TAB = 4;
const NEAR = 1000;

/** null: the text has no such line, as when a file ends in the middle of something and is empty there. */
export function excerpt(source: string, at: Place, columns: number, hiding: Hiding): Excerpt | null {
  const whole = lineOf(source, at.line);
  if (whole === null) return null;
  const first = Math.min(Math.max(0, at.column - 1), whole.length);
  // Of a very long line only what is near can be shown at all.
  const cut = whole.length > 2 * NEAR ? Math.max(0, first - NEAR) : 0;
  const line = whole.slice(cut, whole.length > 2 * NEAR ? first + NEAR : undefined);
  const start = first - cut;
  const end = Math.min(line.length, start + Math.max(1, at.length));
  const hidden = hiddenInLine(hiding, at, whole)
    .filter(({ from, to }) => to > cut && from < cut + line.length)
    .map(({ from, to }) => ({ from: Math.max(0, from - cut), to: to - cut }));
  return drawnExcerpt(draw(line, hidden), start, end, line, columns, [cut > 0, cut + line.length < whole.length]);
}

function drawnExcerpt(
  drawn: readonly Cell[],
  start: number,
  end: number,
  line: string,
  columns: number,
  [cutBefore, cutBehind]: readonly [boolean, boolean],
): Excerpt {
  // An invisible character stands on the column of what it belongs to.
  const first = drawn.findLastIndex((cell) => cell.start <= start && cell.width > 0);
  const markedFrom = start >= line.length ? drawn.length : Math.max(0, first);
  let markedTo = drawn.findIndex((cell) => cell.start >= end);
  if (markedTo < 0) markedTo = drawn.length;

  const room = columns - (cutBefore || cutBehind ? 2 : 0);
  const [from, to] = window(drawn, markedFrom, Math.max(markedTo, markedFrom + 1), room);
  const cutLeft = from > 0 || cutBefore ? '…' : '';
  const cutRight = to < drawn.length || cutBehind ? '…' : '';
  const shown = drawn.slice(from, to);
  const before = total(drawn.slice(from, markedFrom)) + cutLeft.length;
  const marked = Math.max(1, total(drawn.slice(markedFrom, Math.min(markedTo, to))));
  return {
    line: cutLeft + shown.map((cell) => cell.text).join('') + cutRight,
    caret: `${' '.repeat(before)}^${'~'.repeat(marked - 1)}`,
  };
}

function lineOf(source: string, number: number): string | null {
  let start = 0;
  for (let line = 1; line < number; line += 1) {
    const end = source.indexOf('\n', start);
    if (end < 0) return null;
    start = end + 1;
  }
  const end = source.indexOf('\n', start);
  return source.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
}

/** Tabs become spaces, harmful characters a �: then every cell has a width that is known. */
function draw(line: string, hidden: readonly Part[]): Cell[] {
  let column = 0;
  return cells(line).flatMap((cell) => {
    const secret = hidden.find(({ from, to }) => cell.start >= from && cell.start < to);
    // Of a secret not even the length is shown.
    if (secret && cell.start > secret.from) return [];
    const tab = cell.text === '\t';
    const text = secret ? MASK : tab ? ' '.repeat(TAB - (column % TAB)) : harmless(cell.text);
    const width = text === cell.text ? cell.width : text.length;
    column += width;
    return [{ text, width, start: cell.start }];
  });
}

/** The part of the line to show: all of it, or as much as fits around the beginning of the place. */
function window(drawn: readonly Cell[], markedFrom: number, markedTo: number, columns: number): [number, number] {
  if (total(drawn) <= columns) return [0, drawn.length];
  const room = columns - 2;
  const whole = Math.min(total(drawn.slice(markedFrom, markedTo)), room);
  // What is left of the room goes mostly in front: there stands the key.
  let before = Math.floor((room - whole) * 0.6);
  let from = markedFrom;
  while (from > 0 && before - (drawn[from - 1]?.width ?? 0) >= 0) {
    from -= 1;
    before -= drawn[from]?.width ?? 0;
  }
  let left = room - total(drawn.slice(from, markedFrom));
  let to = markedFrom;
  while (to < drawn.length && left - (drawn[to]?.width ?? 0) >= 0) {
    left -= drawn[to]?.width ?? 0;
    to += 1;
  }
  while (to === drawn.length && from > 0 && left - (drawn[from - 1]?.width ?? 0) >= 0) {
    from -= 1;
    left -= drawn[from]?.width ?? 0;
  }
  return [from, to];
}

function total(drawn: readonly Cell[]): number {
  return drawn.reduce((sum, cell) => sum + cell.width, 0);
}
