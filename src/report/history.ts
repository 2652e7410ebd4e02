// What was applied when → lines, the newest first, or data. Pure.
import type { Change } from '../model.ts';
import type { Paint } from './color.ts';
import { shownMoment } from './duration.ts';
import { padded, width } from './text.ts';

export interface Applied {
  readonly number: number;
  readonly whenMs: number;
  readonly what: string;
  readonly manifest: string | null;
  readonly changes: readonly Pick<Change, 'name' | 'kind' | 'effect'>[];
  /** null: it was cut off, or is at work now. */
  readonly end: {
    readonly whenMs: number;
    readonly outcome: 'done' | 'failed' | 'interrupted';
    readonly failed: readonly string[];
  } | null;
}

const newestFirst = (entries: readonly Applied[]): Applied[] => [...entries].sort((a, b) => b.number - a.number);

const named = ({ changes }: Applied, kind: Change['kind']): string[] =>
  changes.filter((change) => change.kind === kind).map(({ name }) => name);

const SIGNS = [
  ['create', '+', 'green'],
  ['update', '~', 'yellow'],
  ['remove', '-', 'red'],
] as const;

/** `line`: fit for a terminal. */
export function historyLines(
  entries: readonly Applied[],
  { paint, nowMs, line }: { readonly paint: Paint; readonly nowMs: number; readonly line: (text: string) => string },
): string[] {
  if (entries.length === 0) return ['nothing was applied yet'];
  const rows = newestFirst(entries).map((entry) => {
    const changes = SIGNS.flatMap(([kind, sign, color]) =>
      named(entry, kind).map((name) => paint[color](`${sign}${line(name)}`)),
    );
    const { end } = entry;
    const how =
      end === null
        ? paint.yellow('not finished')
        : end.outcome === 'done'
          ? ''
          : paint.red(end.outcome === 'failed' ? `failed: ${end.failed.map(line).join(', ')}` : end.outcome);
    return [
      String(entry.number),
      shownMoment(entry.whenMs, nowMs),
      line(entry.what),
      [...changes, how].filter(Boolean).join(' '),
    ];
  });
  const wide = [0, 1, 2].map((at) => Math.max(...rows.map((row) => width(row[at] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padStart(wide[0] ?? 0) : at < 3 ? padded(cell, wide[at] ?? 0) : cell))
      .join('  ')
      .trimEnd(),
  );
}

const moment = (ms: number): string => new Date(ms).toISOString();

export const historyJson = (entries: readonly Applied[]) =>
  newestFirst(entries).map((entry) => ({
    number: entry.number,
    began: moment(entry.whenMs),
    ended: entry.end === null ? null : moment(entry.end.whenMs),
    command: entry.what,
    manifest: entry.manifest,
    outcome: entry.end?.outcome ?? null,
    created: named(entry, 'create'),
    updated: named(entry, 'update'),
    removed: named(entry, 'remove'),
    failed: entry.end?.failed ?? [],
  }));
