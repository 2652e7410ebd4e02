// What became of each daemon, and of the run as a whole → lines, while it goes on and at its end. Pure; prints nothing.
import type { Change, Domain, ObservedDaemon, Problem, Reason } from '../model.ts';
import type { Paint } from './color.ts';
import { shownMoment, shownSeconds } from './duration.ts';
import { exitWords, isGoodEnd } from './exit-words.ts';
import type { Fate } from './outcomes.ts';
import { stateWords } from './reasons.ts';
import { isRearmed, isStale, isTrigger } from './summary.ts';
import { padded, plural, width, wrap } from './text.ts';

export interface RunStyle {
  readonly paint: Paint;
  readonly columns: number;
  readonly nowMs: number;
  /** Any text, with secrets covered and fit for a terminal: see Cover.line. */
  readonly line: (text: string) => string;
  /** Names take so many columns. */
  readonly names: number;
  /** A person asked for the start, or restart. */
  readonly byHand?: boolean;
  /** Domains that are not there: what belongs in them starts with the next login. */
  readonly asleep?: readonly Domain[];
}

/** What only a look afterwards tells. */
export interface Afterwards {
  /** Of its timer. */
  readonly nextMs: number | null;
  /** The last lines that it wrote itself, and where all of them are. */
  readonly log: readonly string[];
  readonly logAt: string | null;
}

export const nameColumns = (names: readonly string[]): number => Math.max(0, ...names.map(width));

export function fateLines(fate: Fate, after: Afterwards, style: RunStyle): string[] {
  const { paint, line } = style;
  const name = paint.bold(padded(line(fate.name), style.names));
  if (fate.result === 'interrupted') return [`${paint.yellow('…')} ${name}  not finished`];
  if (fate.result === 'failed') {
    const { hint = '' } = fate.problem ?? {};
    const isElsewhere = hint !== after.logAt && after.logAt !== null && hint.includes(after.logAt);
    const said = fate.problem ? withoutName(fate.problem.message, fate.name) : 'was left, because what it needs failed';
    return [
      `${paint.red('✗')} ${name}  ${line(`${said}${endOf(fate)}`)}`,
      // Where all of its log is, is said once.
      ...(after.log.length > 0 && hint === after.logAt ? [] : aside(fate.problem, style)),
      ...logLines(isElsewhere ? { ...after, logAt: null } : after, style),
    ];
  }
  const warned = fate.warnings.flatMap((warning) => [
    `    ${paint.yellow('warning:')} ${line(withoutName(warning.message, fate.name))}`,
    ...aside(warning, style),
  ]);
  return [`${paint.green('✓')} ${name}  ${line(doneWords(fate, after, style))}`, ...warned];
}

function doneWords({ change, arrivals }: Fate, { nextMs }: Afterwards, { nowMs, byHand, asleep }: RunStyle): string {
  if (change.kind === 'remove') return 'removed';
  const up = arrivals.find(({ state, id }) => state.kind === 'up' && !isTrigger(id, change.name));
  const trigger = arrivals.find(
    ({ id, state }) => isTrigger(id, change.name) && (state.kind === 'armed' || state.kind === 'up'),
  );
  const next = nextMs === null ? '' : `, next ${shownMoment(nextMs, nowMs)}`;
  if (up?.state.kind === 'up') {
    const started = byHand && change.effect === 'start' ? 'started, ' : '';
    const how = change.effect === 'restart' ? 'restarted, ' : change.effect === 'reload' ? 'reloaded, ' : started;
    return `${how}${stateWords(up.state).replace(/^is /, '')}`;
  }
  if (trigger) return `armed${next}`;
  const done = arrivals.find(({ state }) => state.kind === 'done');
  if (done) return 'ran to its end';
  if (change.effect === 'reload') return 'reloaded';
  if (change.effect === 'stop') return 'stopped';
  const last = arrivals.at(-1);
  // What runs to its end is waited for, but not for ever.
  if (last?.state.kind === 'starting') return 'runs';
  if (last) return stateWords(last.state).replace(/^is /, '');
  const says = (kind: Reason['kind']): boolean => change.because.some((reason) => reason.kind === kind);
  const how = change.kind === 'create' ? `installed${next}` : 'updated';
  if (asleep?.includes(change.domain)) return `${how}; armed: at the next GUI login`;
  if (says('kept')) return `${how}; it goes on with the older definition (on_change: keep)`;
  if (says('runs-on')) return `${how}; it runs on by the older definition, and is loaded anew by an apply after that`;
  if (says('held')) return `${how}; stays down`;
  return change.kind === 'create' ? how : 'updated, no restart needed';
}

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
  const updated = done.filter(({ kind }) => kind === 'update');
  const rearmed = updated.filter(isRearmed).length;
  const restarted = updated.filter(({ effect }) => effect === 'restart').length - rearmed;
  const how = [restarted > 0 ? `${restarted} restarted` : '', rearmed > 0 ? `${rearmed} re-armed` : ''].filter(Boolean);
  const failed = fates.filter(({ result }) => result === 'failed').length;
  const unfinished = fates.filter(({ result }) => result === 'interrupted').length;
  const left = of('conflict', [...changes]) + of('blocked', [...changes]);
  const kept = changes.filter(({ kind }) => kind === 'keep');
  const stale = kept.filter(isStale).length;
  const keep = kept.length - stale;
  const did = [
    of('create') > 0 ? `${of('create')} created` : '',
    of('update') > 0 ? `${of('update')} changed${how.length > 0 ? ` (${how.join(', ')})` : ''}` : '',
    of('remove') > 0 ? `${of('remove')} removed` : '',
  ].filter(Boolean);
  return [
    did.join(', '),
    failed > 0 ? `${failed} failed` : '',
    unfinished > 0 ? `${unfinished} not finished` : '',
    left > 0 ? `${left} left alone` : '',
    [keep > 0 ? `${keep} in sync` : '', stale > 0 ? `${stale} stale` : ''].filter(Boolean).join(', '),
    shownSeconds(ms),
  ]
    .filter(Boolean)
    .join('; ');
}

/** Of a start, stop or restart: "1 restarted; 1 failed; 1 already up; 0.8 s". `already`: in which state each stays as it is. */
export function handSummary(fates: readonly Fate[], already: readonly string[], ms: number): string {
  const done = fates.filter(({ result }) => result === 'done');
  const of = (effect: Change['effect']): number => done.filter(({ change }) => change.effect === effect).length;
  const failed = fates.filter(({ result }) => result === 'failed').length;
  const unfinished = fates.filter(({ result }) => result === 'interrupted').length;
  const did = (['start', 'stop', 'restart'] as const).filter((effect) => of(effect) > 0);
  return [
    did.map((effect) => `${of(effect)} ${effect === 'stop' ? 'stopped' : `${effect}ed`}`).join(', '),
    failed > 0 ? `${failed} failed` : '',
    unfinished > 0 ? `${unfinished} not finished` : '',
    ...[...new Set(already)].map((word) => `${already.filter((one) => one === word).length} already ${word}`),
    shownSeconds(ms),
  ]
    .filter(Boolean)
    .join('; ');
}

/** Who was as a person wanted it to be all along. */
export const alreadyLines = (all: readonly (readonly [name: string, state: string])[], style: RunStyle): string[] =>
  all.map(([name, state]) => {
    const shown = style.paint.bold(padded(style.line(name), style.names));
    return `${style.paint.dim('=')} ${shown}  already ${state}`;
  });

/** After Ctrl-C: what is left, and how it goes on. `command`: as it was run. */
export function leftOver(fates: readonly Fate[], command: string, style: RunStyle): string[] {
  const names = fates.filter(({ result }) => result === 'interrupted').map(({ name }) => name);
  if (names.length === 0) return [];
  const said = `interrupted; not finished: ${style.line(names.join(', '))}`;
  return [...wrap(said, style.columns), `${style.paint.cyan('=')} the next \`${style.line(command)}\` finishes it`];
}

export interface Kept {
  readonly from: string;
  readonly to: string;
  /** Why it is kept; null: it was ours, and had been changed by hand. */
  readonly stranger: string | null;
}

/** Where the copies of hand-edited files are. */
export const keptLines = (copies: readonly Kept[], style: RunStyle): string[] =>
  copies.map(
    ({ from, to, stranger }) =>
      `${style.line(from)} ${style.line(stranger ?? 'had been changed by hand')}: a copy is kept in ${style.line(to)}`,
  );

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
  const columns = nameColumns(failing.map(({ name }) => name));
  return [
    head,
    ...failing.map(
      ({ name, state }) => `  ${style.paint.bold(padded(style.line(name), columns))}  ${style.line(stateWords(state))}`,
    ),
  ];
}
