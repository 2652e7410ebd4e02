// A log file with its older copies → the last N lines of it, or those since a moment, found from the end in blocks. What
// cannot be told from times of files and lines is said, not guessed.

import type { LogFiles } from './log-files.ts';
import { BLOCK, close, type Mark, openAll, type Opened, type Part } from './parts.ts';
import { STAMP_BYTES, stampOf } from './stamp.ts';

export interface Slice {
  readonly parts: readonly Part[];
  readonly mark: Mark;
  /** What the reader should know, a sentence each. */
  readonly notes: readonly string[];
}

/** Lines whose time is not known are shown up to this many, where nobody said how many. */
export const DEFAULT_LINES = 20;

export function lastLinesOf(files: LogFiles, path: string, count: number): Slice {
  const opened = openAll(files, path);
  return { parts: keepLast(opened.parts, count), mark: opened.mark, notes: unreadable(opened) };
}

/** `count`: of those since then, the last so many; null: all. */
export function linesSince(
  files: LogFiles,
  path: string,
  when: { readonly sinceMs: number; readonly nowMs: number },
  count: number | null,
): Slice {
  const opened = openAll(files, path);
  const { parts } = opened;
  const notes = unreadable(opened);
  // Nothing in a file is newer than its last change, and all of it is newer than the last change of the copy before it.
  const first = parts.findIndex(({ log }) => log.look().mtimeMs >= when.sinceMs);
  if (first < 0) {
    close(parts);
    return { parts: [], mark: opened.mark, notes };
  }
  close(parts.slice(0, first));
  const [partly, ...whole] = parts.slice(first) as [Part, ...Part[]];
  const begin = firstSince(partly, when);
  if (begin.kind === 'at') {
    const wanted = [{ ...partly, from: begin.at }, ...whole];
    return { parts: count === null ? wanted : keepLast(wanted, count), mark: opened.mark, notes };
  }
  const shown = count ?? DEFAULT_LINES;
  const last = count === null ? [...keepLast([partly], shown), ...whole] : keepLast([partly, ...whole], shown);
  const note = `which lines of ${partly.path} are as new as that is not known, as they do not begin with a time: the last ${shown} are shown`;
  return { parts: last, mark: opened.mark, notes: partly.to > partly.from ? [...notes, note] : notes };
}

/** The parts that hold the last `count` lines, the first of them beginning with the first line. The others are closed. */
export function keepLast(parts: readonly Part[], count: number): readonly Part[] {
  let missing = count;
  let atEnd = true;
  for (let index = parts.length - 1; index >= 0; index -= 1) {
    const part = parts[index] as Part;
    for (let to = part.to; to > part.from; ) {
      const from = Math.max(part.from, to - BLOCK);
      const block = part.log.read(from, to - from);
      // The line end at the very end ends the last line; it begins none.
      const upTo = atEnd && block.at(-1) === 10 ? block.length - 1 : block.length;
      if (missing === 0) return cutTo(parts, index, part.to);
      atEnd = false;
      for (let at = lastBreak(block, upTo); at >= 0; at = lastBreak(block, at)) {
        missing -= 1;
        if (missing === 0) return cutTo(parts, index, from + at + 1);
      }
      to = from;
    }
  }
  return parts;
}

const lastBreak = (block: Uint8Array, before: number): number => (before > 0 ? block.lastIndexOf(10, before - 1) : -1);

function cutTo(parts: readonly Part[], index: number, from: number): readonly Part[] {
  close(parts.slice(0, index));
  return parts.slice(index).map((part, place) => (place === 0 ? { ...part, from } : part));
}

type Begin = { readonly kind: 'at'; readonly at: number } | { readonly kind: 'unknown' };

/**
 * Backwards from the end to the last line that is too old. Lines without a time of their own belong to the one before
 * them. Where the end of the file holds no times at all, none are looked for further up.
 */
function firstSince(part: Part, { sinceMs, nowMs }: { readonly sinceMs: number; readonly nowMs: number }): Begin {
  let best: number | null = null;
  let overlap: Uint8Array = new Uint8Array(0);
  for (let to = part.to; to > part.from; ) {
    const from = Math.max(part.from, to - BLOCK);
    const length = to - from;
    const block = Buffer.concat([part.log.read(from, length), overlap]);
    const starts = lineStarts(block, length, from === part.from);
    for (const start of starts) {
      const stamp = stampOf(block.toString('latin1', start, start + STAMP_BYTES), nowMs);
      if (stamp !== null && stamp.atMs < sinceMs) return { kind: 'at', at: best ?? part.to };
      if (stamp !== null) best = from + start;
    }
    if (best === null && part.to - from >= 4 * BLOCK) return { kind: 'unknown' };
    overlap = block.subarray(0, STAMP_BYTES);
    to = from;
  }
  return best === null ? { kind: 'unknown' } : { kind: 'at', at: part.from };
}

/** The last first. What begins behind `length` was seen with the block before. */
function* lineStarts(block: Uint8Array, length: number, atTop: boolean): Generator<number> {
  for (let at = lastBreak(block, length); at >= 0; at = lastBreak(block, at)) yield at + 1;
  if (atTop) yield 0;
}

const IN_WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOTFILE: 'it is no regular file',
  ENOTDIR: 'a file stands where its folder should be',
};

function unreadable({ errors }: Opened): string[] {
  return errors.map(({ path, error }) => {
    const mend = error === 'EACCES' ? `; try: sudo tail ${path}` : '';
    return `${path} cannot be read: ${IN_WORDS[error] ?? error}${mend}`;
  });
}
