// Two texts, and where secrets stand in each → a unified diff, the secrets covered after the comparing: a secret that changed
// shows as changed, and what it is does not show. Pure. Brings the diff package with it, so it is to be loaded when something
// differs, and not before.
import { structuredPatch } from 'diff';
import { MASK } from './mask.ts';
import type { Part } from './secret-parts.ts';
import { harmlessLines } from './text.ts';

export interface Side {
  readonly text: string;
  /** Sorted, and none within another. */
  readonly hidden: readonly Part[];
}

export interface DiffLine {
  readonly kind: 'add' | 'remove' | 'same' | 'hunk' | 'note';
  /** Without the sign, fit for a terminal. */
  readonly text: string;
  /** It differs from a removed line in its secret only. */
  readonly changedSecret: boolean;
}

/** More edits than this are no longer told line by line: all of the one text goes, and all of the other comes. */
const MOST_EDITS = 4000;

/** null: there is no such file on that side. */
export function fileDiff(before: Side | null, after: Side | null): DiffLine[] {
  const [old, now] = [before && read(before), after && read(after)];
  const options = { context: 3, maxEditLength: MOST_EDITS } as const;
  const texts = [comparable(before), comparable(after)] as const;
  const patch = structuredPatch('', '', texts[0], texts[1], '', '', options);
  const hunks = patch?.hunks ?? [wholly(texts[0], texts[1])];
  if (hunks.length === 0 && before?.text !== after?.text) return [note('only the digest in its mark differs')];
  return hunks.flatMap((hunk) => {
    let oldAt = hunk.oldStart - 1;
    let newAt = hunk.newStart - 1;
    const lines = hunk.lines.map((line): DiffLine => {
      const sign = line[0];
      if (sign === '\\') return note('no line break at the end of the file');
      const kind = sign === '+' ? 'add' : sign === '-' ? 'remove' : 'same';
      const shown = (kind === 'remove' ? old?.[oldAt] : now?.[newAt]) ?? '';
      if (kind !== 'add') oldAt += 1;
      if (kind !== 'remove') newAt += 1;
      return { kind, text: shown, changedSecret: false };
    });
    const gone = new Set(lines.filter(({ kind }) => kind === 'remove').map(({ text }) => text));
    return [
      {
        kind: 'hunk' as const,
        text: `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`,
        changedSecret: false,
      },
      ...lines.map((line) =>
        line.kind === 'add' && line.text.includes(MASK) && gone.has(line.text)
          ? { ...line, changedSecret: true }
          : line,
      ),
    ];
  });
}

const note = (text: string): DiffLine => ({ kind: 'note', text, changedSecret: false });

/** The digest in a mark follows from all the rest; where that holds a secret, it would let it be guessed. */
const comparable = (side: Side | null): string => (side === null ? '' : side.text.replace(DIGEST, '$1…'));
const DIGEST = /^((?:# |<!-- )daemonsync: namespace=\S+ daemon=\S+ sha256=)[0-9a-f]{64}/m;

/** Its lines, secrets covered. One that goes over several lines is covered on each. */
function read({ text, hidden }: Side): string[] {
  const lines: string[] = [];
  let start = 0;
  let at = 0;
  for (const line of text.split('\n')) {
    const end = start + line.length;
    let shown = '';
    let done = start;
    while (at < hidden.length && (hidden[at]?.from ?? end) < end) {
      const { from, to } = hidden[at] ?? { from: end, to: end };
      shown += text.slice(done, Math.max(done, from)) + MASK;
      done = Math.min(end, Math.max(done, to));
      if (to > end) break;
      at += 1;
    }
    while (at < hidden.length && (hidden[at]?.to ?? 0) <= end) at += 1;
    shown += text.slice(done, end);
    lines.push(harmlessLines(shown.replace(DIGEST, '$1…')));
    start = end + 1;
  }
  return lines;
}

function wholly(before: string, after: string) {
  const lines = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
  const [old, now] = [lines(before), lines(after)];
  return {
    oldStart: 1,
    oldLines: old.length,
    newStart: 1,
    newLines: now.length,
    lines: [...old.map((line) => `-${line}`), ...now.map((line) => `+${line}`)],
  };
}

/** A side without lines is told by the line before it. */
const range = (start: number, count: number): string =>
  count === 1 ? String(start) : `${count === 0 ? start - 1 : start},${count}`;
