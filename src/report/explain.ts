// One daemon → all there is to know of it: each value with its line, files, units, how it stands, what an apply would do now
// and what a change of each kind would do. Pure; for people as lines, for programs as data.
import type { Origin } from '../manifest/origins.ts';
import { looksSecret } from '../manifest/secrets.ts';
import type { Change, Daemon, DesiredDaemon, ObservedDaemon, Place, Step } from '../model.ts';
import type { Paint } from './color.ts';
import { impactsOf } from './impacts.ts';
import { MASK } from './mask.ts';
import { becauseLines, homely, type Planned } from './plan.ts';
import { stateWords } from './reasons.ts';
import { shownStep } from './steps.ts';
import { padded, shownPath, width } from './text.ts';
import { octal } from '../octal.ts';

export interface Explained {
  readonly daemon: Daemon;
  readonly desired: DesiredDaemon;
  readonly origins: readonly Origin[];
  readonly found: ObservedDaemon | null;
  /** What an apply of it would do now. */
  readonly steps: readonly Step[];
  /** What is planned for it, and with what; null: nobody made a plan. */
  readonly planned: (Planned & { readonly change: Change }) | null;
  /** Secrets covered, fit for a terminal: see Cover. */
  readonly line: (text: string) => string;
}

export interface Value {
  readonly field: string;
  readonly value: string;
  readonly from: 'daemon' | 'defaults' | 'built-in';
  readonly override: 'linux' | 'macos' | null;
  readonly at: Place | null;
}

export function valuesOf({ daemon, origins, line }: Pick<Explained, 'daemon' | 'origins' | 'line'>): Value[] {
  const holding = origins.filter((origin) => holds(origin, daemon));
  const told = holding.map(({ field, value, from, override, at }): Value => {
    const shown = isSecret(field, daemon) ? MASK : line(value);
    return { field: field.join('.'), value: shown, from, override, at };
  });
  const given = new Set(holding.flatMap(({ field }) => [field[0] ?? '', field.join('.')]));
  const rest = builtIn(daemon)
    .filter(([field]) => !given.has(field))
    .map(([field, value]): Value => ({ field, value: line(value), from: 'built-in', override: null, at: null }));
  return [...told, ...rest];
}

/** What is inherited and does not fit a daemon that a trigger starts is ignored. */
function holds({ field: [first, second], from, value }: Origin, daemon: Daemon): boolean {
  if (from === 'daemon') return true;
  if (first === 'type') return daemon.type === value;
  if (first !== 'restart') return true;
  return second === 'policy' ? daemon.restart.policy === value : daemon.restart.policy !== 'never';
}

function isSecret(field: readonly string[], daemon: Daemon): boolean {
  const [first, name = ''] = field;
  if (first === 'env' && Object.hasOwn(daemon.env, name))
    return daemon.secrets.includes(name) && field.at(-1) !== 'public';
  return (first === 'env' || first === 'systemd' || first === 'launchd') && field.some(looksSecret);
}

/** What holds where nobody wrote anything. */
function builtIn(daemon: Daemon): readonly (readonly [string, string])[] {
  const { restart, logs, stop } = daemon;
  return [
    ['working_directory', daemon.workingDirectory],
    ['env.PATH', daemon.env['PATH'] ?? ''],
    ['launcher', daemon.launcher.kind],
    ['when', daemon.when],
    ['type', daemon.type],
    ['restart', restart.policy === 'never' ? 'never' : `${restart.policy}, after ${restart.delayMs / 1000}s`],
    ['logs', logs.kind === 'files' ? [...new Set([logs.stdout, logs.stderr])].join(', ') : logs.kind],
    ['stop', `SIG${stop.signal}, and after ${stop.timeoutSec}s SIGKILL`],
    ['priority', daemon.priority],
    ['on_change', daemon.onChange],
    ['enabled', String(daemon.enabled)],
  ];
}

export interface ExplainStyle {
  readonly paint: Paint;
  readonly columns: number;
  readonly home: string | null;
  readonly cwd: string | null;
}

export function explainLines(explained: Explained, style: ExplainStyle): string[] {
  const { daemon, desired, found, steps, planned, line } = explained;
  const { paint } = style;
  const path = (one: string): string => homely(line(one), style.home);
  const values = valuesOf(explained).map((value) => [value.field, value.value, whereOf(value, style)]);
  const files = desired.files.map((file) => {
    const there = found?.files.find((one) => one.path === file.path);
    return [
      `${path(file.path)} (${octal(file.mode)}${file.owner ? `, ${file.owner}` : ''})`,
      fileWords(file.text, there),
    ];
  });
  const units = desired.units.map(({ id, role, want }) => {
    const unit = found?.units.find((one) => one.id === id);
    return [line(id), `${role}, ${WANTS[want]}; it ${unit ? line(stateWords(unit.state)) : 'is not there'}`];
  });
  const commands = steps.map((step) => [line(shownStep(step)), step.privileged ? '(as root)' : '']);
  const section = (title: string, rows: readonly (readonly string[])[]): string[] =>
    rows.length === 0 ? [] : ['', paint.bold(title), ...table(rows, style)];
  const name = paint.bold(line(daemon.name));
  return [
    daemon.description === null ? name : `${name}: ${line(daemon.description)}`,
    ...section('Values', values),
    ...section('Files', files),
    // launchd knows no units.
    ...section(desired.files.some((file) => file.path.endsWith('.plist')) ? 'Jobs' : 'Units', units),
    ...section('What apply would do now', commands.length > 0 ? commands : [[nothing(explained), '']]),
    ...(commands.length > 0 || planned === null ? [] : becauseLines(planned.change, planned, style)),
    ...section(
      'What a change would do',
      impactsOf(daemon, desired).map(({ what, effect }) => [line(what), effect]),
    ),
  ];
}

function nothing({ planned }: Explained): string {
  const { kind, because } = planned?.change ?? { kind: 'keep', because: [] };
  if (kind === 'conflict' || kind === 'blocked') return 'nothing: it is left alone';
  return because.length === 0 ? 'nothing: it is as the manifest says' : 'nothing';
}

const WANTS = {
  running: 'stays up',
  armed: 'waits for its moment',
  done: 'runs to its end once',
  free: 'runs when it is started',
  down: 'does not run',
} as const;

function whereOf({ at, from, override }: Value, { cwd }: ExplainStyle): string {
  if (at === null) return 'built in';
  const under = [from === 'defaults' ? 'defaults' : '', override ?? ''].filter(Boolean).join(', ');
  return `${shownPath(at.file, cwd)}:${at.line}${under === '' ? '' : ` (${under})`}`;
}

function fileWords(text: string, there: ObservedDaemon['files'][number] | undefined): string {
  if (there === undefined) return 'not there';
  if (there.text === null) return 'there; it may not be read';
  if (there.text === text) return 'as it should be';
  return there.mark?.intact ? 'of an earlier definition' : 'changed by hand, or not ours';
}

/** Columns one beside the other; a long one does not push the others out to the right. */
function table(rows: readonly (readonly string[])[], { columns, paint }: ExplainStyle): string[] {
  const most = [Math.min(36, Math.floor(columns * 0.45)), Math.floor(columns / 2)];
  const wide = most.map((limit, i) => {
    const widths = rows.map((row) => width(row[i] ?? ''));
    return Math.max(0, ...widths.filter((one) => one <= limit));
  });
  return rows.map((cells) => {
    const last = cells.length - 1;
    const shown = cells.map((cell, i) =>
      i === last ? (i === 2 ? paint.dim(cell) : cell) : padded(cell, wide[i] ?? 0),
    );
    return `  ${shown.join('  ')}`.trimEnd();
  });
}
