// Rows of a status → an aligned table that fits its terminal, and notes on what is wrong. Pure; prints nothing.
import type { Exit } from '../model.ts';
import type { Paint } from './color.ts';
import { shownBytes, shownMoment, shownSpan } from './duration.ts';
import { exitWords, isGoodEnd } from './exit-words.ts';
import type { RowState, StatusRow, Sync } from './status.ts';
import { padded, plural, width } from './text.ts';

export interface StatusStyle {
  readonly paint: Paint;
  readonly columns: number;
  readonly nowMs: number;
  /** Secrets covered, fit for a terminal. */
  readonly line: (text: string) => string;
}

interface Column {
  readonly title: string;
  /** The higher, the sooner it goes where there is no room; 0 stays. */
  readonly goes: number;
  readonly right?: true;
  readonly cell: (row: StatusRow, nowMs: number) => string;
}

const COLUMNS: readonly Column[] = [
  { title: 'NAME', goes: 0, cell: ({ name }) => name },
  { title: 'STATE', goes: 0, cell: stateWord },
  { title: 'PID', goes: 5, right: true, cell: ({ pid }) => (pid === null ? '' : String(pid)) },
  {
    title: 'UPTIME',
    goes: 2,
    right: true,
    cell: ({ sinceMs }, now) => (sinceMs === null ? '' : shownSpan(now - sinceMs)),
  },
  {
    title: 'MEMORY',
    goes: 6,
    right: true,
    cell: ({ memoryBytes }) => (memoryBytes === null ? '' : shownBytes(memoryBytes)),
  },
  { title: 'RESTARTS', goes: 7, right: true, cell: ({ restarts }) => (restarts ? String(restarts) : '') },
  { title: 'LAST EXIT', goes: 4, cell: ({ exited }) => (exited === null ? '' : shortExit(exited)) },
  { title: 'NEXT RUN', goes: 3, cell: ({ nextMs }, now) => (nextMs === null ? '' : shownMoment(nextMs, now)) },
  { title: 'IN SYNC?', goes: 0, cell: ({ sync }) => SYNCS[sync].word },
];

const STATES: Readonly<Record<RowState, { readonly word: string; readonly color: keyof Paint | null }>> = {
  up: { word: 'up', color: 'green' },
  armed: { word: 'armed', color: 'green' },
  done: { word: 'done', color: 'green' },
  running: { word: 'running', color: 'green' },
  starting: { word: 'starting', color: 'yellow' },
  stopping: { word: 'stopping', color: 'yellow' },
  reloading: { word: 'reloading', color: 'yellow' },
  down: { word: 'down', color: 'yellow' },
  failed: { word: 'failed', color: 'red' },
  failing: { word: 'failing', color: 'red' },
  unknown: { word: 'unknown', color: 'red' },
  disabled: { word: 'disabled', color: 'dim' },
  stopped: { word: 'stopped', color: 'yellow' },
  'not-installed': { word: 'not installed', color: 'dim' },
};

const SYNCS: Readonly<Record<Sync, { readonly word: string; readonly color: keyof Paint | null }>> = {
  'in-sync': { word: 'yes', color: null },
  stale: { word: 'stale', color: 'yellow' },
  create: { word: 'to create', color: 'yellow' },
  change: { word: 'to change', color: 'yellow' },
  restart: { word: 'to restart', color: 'yellow' },
  start: { word: 'to start', color: 'yellow' },
  remove: { word: 'to remove', color: 'yellow' },
  conflict: { word: 'conflict', color: 'red' },
  blocked: { word: 'left alone', color: 'red' },
};

export function shortExit(exit: Exit): string {
  const { result, status, signal } = exit;
  if (result === 'oom-kill') return 'out of memory';
  if (result === 'timeout') return 'timeout';
  if (signal !== null) return `signal ${signal}`;
  if (status !== null && !(result !== 'success' && status === 0)) return status === 0 ? 'ok' : `exited ${status}`;
  return result === 'success' ? 'ok' : result;
}

const GAP = '  ';

export function statusTable(rows: readonly StatusRow[], { paint, columns, nowMs, line }: StatusStyle): string[] {
  const cells = new Map(COLUMNS.map((column) => [column, rows.map((row) => line(column.cell(row, nowMs)))]));
  const wide = (column: Column): number => Math.max(width(column.title), ...(cells.get(column) ?? []).map(width));
  // A column that says nothing only takes room.
  let shown = COLUMNS.filter((column) => column.goes === 0 || cells.get(column)?.some((cell) => cell !== ''));
  const total = (): number => shown.reduce((sum, column) => sum + wide(column) + GAP.length, -GAP.length);
  while (total() > columns && shown.some(({ goes }) => goes > 0)) {
    const first = Math.max(...shown.map(({ goes }) => goes));
    shown = shown.filter(({ goes }) => goes !== first);
  }
  const fit = (text: string, column: Column): string =>
    column.right ? ' '.repeat(Math.max(0, wide(column) - width(text))) + text : padded(text, wide(column));
  const head = shown.map((column) => fit(column.title, column)).join(GAP);
  return [
    paint.dim(head.trimEnd()),
    ...rows.map((row, at) =>
      shown
        .map((column, i) => {
          const text = cells.get(column)?.[at] ?? '';
          const cell = i === shown.length - 1 ? text : fit(text, column);
          return colorOf(column, row, paint)(cell);
        })
        .join(GAP)
        .trimEnd(),
    ),
  ];
}

function colorOf({ title }: Column, row: StatusRow, paint: Paint): (text: string) => string {
  const color = title === 'STATE' ? STATES[row.state].color : title === 'IN SYNC?' ? SYNCS[row.sync].color : null;
  if (title === 'STATE' && row.failed) return paint.red;
  return color === null ? (text) => text : paint[color];
}

const countedAs = (state: RowState): string => (state === 'stopped' ? 'stopped by hand' : STATES[state].word);

/** As it starts, where that is the only thing that it waits for. */
function stateWord({ state, asleep }: StatusRow): string {
  return asleep ? `${STATES[state].word}: at the next GUI login` : STATES[state].word;
}

/** What is wrong, in words, and where to look; then one line that counts. */
export function statusNotes(
  rows: readonly StatusRow[],
  { paint, line }: Pick<StatusStyle, 'paint' | 'line'>,
): string[] {
  const failed = rows.filter((row) => row.failed);
  const notes = failed.map(({ name, exited, restarts, state }) => {
    const how = exited === null || isGoodEnd(exited) ? '' : `: ${exitWords(exited, { restarts })}`;
    const what = state === 'armed' ? 'its last run failed' : state === 'failing' ? 'fails over and over' : 'failed';
    return `${paint.red('✗')} ${paint.bold(line(name))} ${what}${line(how)}\n  ${paint.cyan('=')} daemonsync logs ${line(name)}`;
  });
  notes.push(
    ...rows.flatMap(({ name, unwell }) =>
      unwell ? [`${paint.yellow('!')} ${paint.bold(line(name))} runs, but is not healthy: ${line(unwell)}`] : [],
    ),
  );
  const of = (what: (sync: Sync) => boolean): number => rows.filter(({ sync }) => what(sync)).length;
  const left = of((sync) => sync === 'conflict' || sync === 'blocked');
  const pending = of((sync) => sync !== 'in-sync' && sync !== 'stale') - left;
  // Each is counted once, so that the numbers add up.
  const words = rows.map((row) => (row.failed ? 'failed' : row.unwell ? 'not healthy' : countedAs(row.state)));
  const inOrder = [...new Set([...(Object.keys(STATES) as RowState[]).map(countedAs), ...words])];
  const said = inOrder.flatMap((word) => {
    const number = words.filter((one) => one === word).length;
    return number > 0 ? [`${number} ${word}`] : [];
  });
  const total =
    rows.length === 0
      ? 'no daemons'
      : `${plural(rows.length, 'daemon')}${said.length > 0 ? `: ${said.join(', ')}` : ''}`;
  const open = [pending > 0 ? `${plural(pending, 'change')} pending` : '', left > 0 ? `${left} left alone` : ''];
  const changes = open.filter(Boolean).join(', ');
  const end = changes === '' ? '' : `; ${changes}: daemonsync diff`;
  return [...notes.flatMap((note) => note.split('\n')), paint.bold(`${total}${end}`)];
}
