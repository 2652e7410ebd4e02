// What became of each daemon, and of the run as a whole → lines, while it goes on and at its end. Pure; prints nothing.
import type { Change, ObservedDaemon, Problem } from '../model.ts';
import type { Paint } from './color.ts';
import { shownMoment, shownSeconds } from './duration.ts';
import { exitWords, isGoodEnd } from './exit-words.ts';
import type { Fate } from './outcomes.ts';
import { stateWords } from './reasons.ts';
import { padded, plural, width, wrap } from './text.ts';

export interface RunStyle {
  readonly paint: Paint;
  readonly columns: number;
  readonly nowMs: number;
  /** Any text, with secrets covered and fit for a terminal: see Cover.line. */
  readonly line: (text: string) => string;
  /** Names take so many columns. */
  readonly names: number;
}

/** What only a look afterwards tells. */
export interface Afterwards {
  /** Of its timer. */
  readonly nextMs: number | null;
  /** The last lines that it wrote itself, and where all of them are. */
  readonly log: readonly string[];
  readonly logAt: string | null;
}

export const nameColumns = (names: readonly string[]): number => Math.min(24, Math.max(0, ...names.map(width)));

export function fateLines(fate: Fate, after: Afterwards, style: RunStyle): string[] {
  const { paint, line } = style;
  const name = paint.bold(padded(line(fate.name), style.names));
  if (fate.result === 'interrupted') return [`${paint.yellow('…')} ${name}  not finished`];
  if (fate.result === 'failed') {
    const said = fate.problem ? withoutName(fate.problem.message, fate.name) : 'was left, because what it needs failed';
    return [
      `${paint.red('✗')} ${name}  ${line(`${said}${endOf(fate)}`)}`,
      ...aside(fate.problem, style),
      ...logLines(after, style),
    ];
  }
  const warned = fate.warnings.flatMap((warning) => [
    `    ${paint.yellow('warning:')} ${line(withoutName(warning.message, fate.name))}`,
    ...aside(warning, style),
  ]);
  return [`${paint.green('✓')} ${name}  ${line(doneWords(fate, after, style.nowMs))}`, ...warned];
}

function doneWords({ change, arrivals }: Fate, { nextMs }: Afterwards, nowMs: number): string {
  if (change.kind === 'remove') return 'removed';
  const up = arrivals.find(({ state, id }) => state.kind === 'up' && isService(id));
  const trigger = arrivals.find(({ id, state }) => !isService(id) && (state.kind === 'armed' || state.kind === 'up'));
  const next = nextMs === null ? '' : `, next ${shownMoment(nextMs, nowMs)}`;
  if (up?.state.kind === 'up') {
    const how = change.effect === 'restart' ? 'restarted, ' : change.effect === 'reload' ? 'reloaded, ' : '';
    return `${how}${stateWords(up.state).replace(/^is /, '')}`;
  }
  if (trigger) return `armed${next}`;
  const done = arrivals.find(({ state }) => state.kind === 'done');
  if (done) return 'ran to its end';
  if (change.effect === 'reload') return 'reloaded';
  if (change.effect === 'stop') return 'stopped';
  const last = arrivals.at(-1);
  if (last) return stateWords(last.state).replace(/^is /, '');
  return change.kind === 'create' ? `installed${next}` : 'updated, no restart needed';
}

const isService = (id: string): boolean => !/\.(?:timer|path|socket)$/.test(id);

const withoutName = (message: string, name: string): string =>
  message.startsWith(`\`${name}\``) ? message.slice(name.length + 2).replace(/^:? /, '') : message;

/** How the process ended whose failure this is. */
function endOf({ arrivals }: Fate): string {
  const bad = arrivals.find(({ result }) => result === 'failed' || result === 'looping');
  const exit = bad !== undefined && 'exited' in bad.state ? bad.state.exited : null;
  return exit === null || isGoodEnd(exit) ? '' : `: ${exitWords(exit)}`;
}

function aside(problem: Problem | null, { paint, columns, line }: RunStyle): string[] {
  if (problem?.hint === undefined) return [];
  const [first = '', ...rest] = problem.hint.split('\n').flatMap((part) => wrap(line(part), Math.max(30, columns - 6)));
  return [`    ${paint.cyan('=')} ${first}`, ...rest.map((one) => `      ${one}`)];
}

/** Its own words are shown as they are: what a daemon writes is the daemon's business. */
function logLines({ log, logAt }: Afterwards, { paint, line }: RunStyle): string[] {
  const lines = log.map((text) => `    ${paint.dim('│')} ${line(text)}`);
  return lines.length === 0 || logAt === null ? lines : [...lines, `    ${paint.dim(`└ ${line(logAt)}`)}`];
}

/** One line that is drawn over: for a terminal only, and cut to its width. */
export function waitingLine(frame: number, waiting: readonly string[], ms: number, style: RunStyle): string {
  const mark = FRAMES[frame % FRAMES.length] ?? '';
  const names =
    waiting.length <= 3 ? waiting.join(', ') : `${waiting.slice(0, 2).join(', ')} and ${waiting.length - 2} more`;
  const text = style.line(`waiting for ${names} (${shownSeconds(ms)})`);
  const room = Math.max(10, style.columns - 4);
  const cut = width(text) <= room ? text : `${[...text].slice(0, room - 1).join('')}…`;
  return `${style.paint.cyan(mark)} ${cut}`;
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;

/** "2 created, 1 changed (1 restarted), 1 removed; 1 failed; 12 in sync; 3.4 s". */
export function runSummary(changes: readonly Change[], fates: readonly Fate[], ms: number): string {
  const done = fates.filter(({ result }) => result === 'done').map(({ change }) => change);
  const of = (kind: Change['kind'], among = done): number => among.filter((change) => change.kind === kind).length;
  const restarted = done.filter(({ kind, effect }) => kind === 'update' && effect === 'restart').length;
  const failed = fates.filter(({ result }) => result === 'failed').length;
  const unfinished = fates.filter(({ result }) => result === 'interrupted').length;
  const left = of('conflict', [...changes]) + of('blocked', [...changes]);
  const keep = of('keep', [...changes]);
  const did = [
    of('create') > 0 ? `${of('create')} created` : '',
    of('update') > 0 ? `${of('update')} changed${restarted > 0 ? ` (${restarted} restarted)` : ''}` : '',
    of('remove') > 0 ? `${of('remove')} removed` : '',
  ].filter(Boolean);
  return [
    did.join(', '),
    failed > 0 ? `${failed} failed` : '',
    unfinished > 0 ? `${unfinished} not finished` : '',
    left > 0 ? `${left} left alone` : '',
    keep > 0 ? `${keep} in sync` : '',
    shownSeconds(ms),
  ]
    .filter(Boolean)
    .join('; ');
}

/** After Ctrl-C: what is left, and how it goes on. */
export function leftOver(fates: readonly Fate[], style: RunStyle): string[] {
  const names = fates.filter(({ result }) => result === 'interrupted').map(({ name }) => name);
  if (names.length === 0) return [];
  const said = `interrupted; not finished: ${style.line(names.join(', '))}`;
  return [...wrap(said, style.columns), `${style.paint.cyan('=')} the next \`daemonsync apply\` finishes it`];
}

export interface Kept {
  readonly from: string;
  readonly to: string;
}

/** Where the copies of hand-edited files are. */
export const keptLines = (copies: readonly Kept[], style: RunStyle): string[] =>
  copies.map(({ from, to }) => `${style.line(from)} had been changed by hand: that is kept in ${style.line(to)}`);

export interface PutBack {
  readonly name: string;
  /** null: its previous definition runs again. */
  readonly problem: Problem | null;
}

export const rollbackLines = (back: readonly PutBack[], style: RunStyle): string[] =>
  back.map(({ name, problem }) => {
    const shown = style.paint.bold(padded(style.line(name), style.names));
    if (problem === null) return `${style.paint.yellow('↩')} ${shown}  its previous definition is back, and runs`;
    return `${style.paint.red('✗')} ${shown}  its previous definition could not be put back: ${style.line(problem.message)}`;
  });

/** Daemons that were failing before and were not touched: said apart, as this run is not to blame. */
export function failingBefore(
  changes: readonly Change[],
  observed: readonly ObservedDaemon[],
  style: RunStyle,
): string[] {
  const untouched = new Set(changes.filter(({ kind }) => kind === 'keep').map(({ name }) => name));
  const failing = observed.flatMap(({ name, units }) => {
    const bad = units.find(({ state: { kind } }) => kind === 'failed' || kind === 'looping');
    return bad && untouched.has(name) ? [{ name, state: bad.state }] : [];
  });
  if (failing.length === 0) return [];
  const head = `${plural(failing.length, 'daemon')} failed before this run, and ${failing.length === 1 ? 'was' : 'were'} not touched:`;
  return [
    head,
    ...failing.map(
      ({ name, state }) =>
        `  ${style.paint.bold(padded(style.line(name), style.names))}  ${style.line(stateWords(state))}`,
    ),
  ];
}
