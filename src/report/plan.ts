// A plan, with what is wanted and what is there → lines: each daemon with its sign, what it means for what runs, why, the diff
// of each file, then the exact commands. Pure; prints nothing. Secrets are covered on the way.
import type { Change, Desired, Observed, Plan, Reason, Step } from '../model.ts';
import type { Paint } from './color.ts';
import type { Cover } from './cover.ts';
import { effectWords, SIGNS } from './effects.ts';
import type { DiffLine } from './file-diff.ts';
import { type FileChange, fileChanges } from './plan-files.ts';
import { type ReasonAbout, reasonWords, type Worded } from './reasons.ts';
import { strangerWords } from './stranger.ts';
import { shownStep } from './steps.ts';
import { summary } from './summary.ts';
import { padded, width, wrap } from './text.ts';

export interface Planned {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly observed: Observed;
  /** See planCover. */
  readonly cover: Cover;
  /** Names that the manifest has, but not for this host. */
  readonly keptAway?: readonly string[];
}

export interface PlanStyle {
  readonly paint: Paint;
  /** For `~`. */
  readonly home: string | null;
  readonly columns: number;
  readonly verbose: boolean;
  /** NAMEs were given: then what is in sync is said too. */
  readonly named: readonly string[];
  /** `whole`: all of new files too; `changed`: of new files only that there are some; `none`: no files. */
  readonly diffs: 'whole' | 'changed' | 'none';
  readonly commands: boolean;
}

export function planLines(planned: Planned, style: PlanStyle): string[] {
  const { plan } = planned;
  const all = plan.changes.filter((change) => isShown(change, style));
  // Nobody should have to look for what nothing will be done about.
  const shown = [...all.filter(isLeft), ...all.filter((change) => !isLeft(change))];
  const names = Math.max(0, ...shown.map(({ name }) => width(name)));
  const daemons = shown.map((change) => daemonLines(change, names, planned, style));
  const roomy = daemons.some((lines) => lines.length > 1);
  const listed = daemons.flatMap((lines) => (roomy ? [...lines, ''] : lines));
  const commands = style.commands ? commandLines(plan.steps, planned, style) : [];
  return [
    ...listed,
    ...(daemons.length > 0 && !roomy ? [''] : []),
    ...(commands.length > 0 ? [...commands, ''] : []),
    style.paint.bold(summary(plan.changes)),
  ];
}

const isLeft = ({ kind }: Change): boolean => kind === 'conflict' || kind === 'blocked';

function isShown(change: Change, { verbose, named }: PlanStyle): boolean {
  if (named.length > 0) return named.includes(change.name) || change.kind !== 'keep';
  return change.kind !== 'keep' || verbose || change.because.some(isTrouble);
}

/** Nothing is done about it, and still it must be said. */
const isTrouble = ({ kind }: Reason): boolean => kind === 'kept' || kind === 'state' || kind === 'old-definition';

/** Why one is as it is: lines that stand below its name. */
export function becauseLines(
  change: Change,
  planned: Planned,
  style: Pick<PlanStyle, 'paint' | 'columns' | 'home'>,
): string[] {
  const about = aboutChange(change, planned, (one) => homely(planned.cover.line(one), style.home));
  return worded(change.because, about).flatMap((one) => reasonLines(one, planned.cover, style));
}

function daemonLines(change: Change, names: number, planned: Planned, style: PlanStyle): string[] {
  const { paint } = style;
  const { cover, desired, observed } = planned;
  const { sign, color } = SIGNS[change.kind];
  const path = (one: string): string => homely(cover.line(one), style.home);
  const domain = change.domain === 'system' ? paint.dim(' (system)') : '';
  const head = `${paint[color](sign)} ${paint.bold(padded(cover.line(change.name), names))}  ${effectWords(change, desired)}${domain}`;
  const reasons = becauseLines(change, planned, style);
  const files = style.diffs === 'none' ? [] : fileChanges(change, observed, cover);
  return [head, ...reasons, ...files.flatMap((file) => fileLines(file, path, style))];
}

export const aboutChange = (
  change: Change,
  { observed, keptAway }: Planned,
  path: (path: string) => string,
): ReasonAbout => ({
  change,
  namespace: observed.memory.namespace,
  path,
  stranger: (one) => strangerWords(one, change.name, observed),
  keptAway: keptAway?.includes(change.name) === true,
});

/** Directives of one daemon in one line, as there may be many; the rest one by one. */
function worded(because: readonly Reason[], about: ReasonAbout): Worded[] {
  const changed = because.filter((reason) => reason.kind === 'directive');
  const whats = [...new Set(changed.map(({ what }) => what))];
  // That what runs is older than a file that changes only now goes without saying.
  const obvious = new Set<Reason['kind']>([
    'directive',
    'new',
    ...(restarts(changed) ? ['old-definition' as const] : []),
  ]);
  // Nor that a file which is not there has not been read; nor what one has just asked for.
  const missing = because.flatMap((reason) => (reason.kind === 'file-missing' ? [reason.path] : []));
  const isSaid = (reason: Reason): boolean =>
    reason.kind === 'asked' ||
    (reason.kind === 'not-refreshed' && missing.some((path) => path.endsWith(`/${reason.id}`)));
  const rest = because.filter((reason) => !obvious.has(reason.kind) && !isSaid(reason));
  const one = changed.length === 1 ? changed.map((reason) => reasonWords(reason, about)) : [];
  const many = whats.length > 1 ? [{ text: `${whats.join(', ')} change`, mend: null }] : [];
  const single = changed.length > 1 && whats.length === 1 ? [{ text: `${whats[0]} changes`, mend: null }] : [];
  return [...one, ...many, ...single, ...rest.map((reason) => reasonWords(reason, about))];
}

const restarts = (changed: readonly (Reason & { readonly kind: 'directive' })[]): boolean =>
  changed.some(({ impact }) => impact === 'restart');

const INDENT = '    ';

function reasonLines(
  { text, mend }: Worded,
  cover: Cover,
  { paint, columns }: Pick<PlanStyle, 'paint' | 'columns'>,
): string[] {
  const room = Math.max(30, columns - INDENT.length - 2);
  const said = wrap(cover.line(text), room).map((line) => `${INDENT}${line}`);
  if (mend === null) return said;
  const [first = '', ...more] = mend.split('\n').flatMap((line) => wrap(cover.line(line), room));
  return [...said, `${INDENT}${paint.cyan('=')} ${first}`, ...more.map((line) => `${INDENT}  ${line}`)];
}

function fileLines(file: FileChange, path: (path: string) => string, style: PlanStyle): string[] {
  const { paint, diffs, verbose } = style;
  const root = file.owner === 'root' ? ', root' : '';
  const mode = file.mode === null ? '' : ` (${octal(file.mode)}${root})`;
  const heads: Readonly<Record<FileChange['what'], string>> = {
    create: `new file ${path(file.path)}${mode}`,
    change: `changes ${path(file.path)}${file.wasMode === file.mode || file.was !== null ? root && ` (root)` : ` (${octal(file.wasMode)} → ${octal(file.mode)}${root})`}`,
    remove: `removes ${path(file.path)}`,
    mode: `${path(file.path)}: ${octal(file.wasMode)} → ${octal(file.mode)}`,
  };
  const notes = [
    file.was === null ? '' : `now ${path(file.was)}`,
    file.unreadable ? 'what it says now may not be read' : '',
  ].filter(Boolean);
  const head = `${INDENT}${paint.bold(heads[file.what])}${notes.length > 0 ? paint.dim(` (${notes.join('; ')})`) : ''}`;
  const whole =
    (file.what === 'create' && diffs === 'whole') || (file.what === 'remove' && verbose) || file.what === 'change';
  return whole ? [head, ...file.lines().map((line) => `${INDENT}${diffLine(line, paint)}`)] : [head];
}

const octal = (mode: number | null): string => (mode ?? 0).toString(8).padStart(4, '0');

export function diffLine({ kind, text, changedSecret }: DiffLine, paint: Paint): string {
  switch (kind) {
    case 'add':
      return `${paint.green(`+${text}`)}${changedSecret ? paint.dim(' (changed)') : ''}`;
    case 'remove':
      return paint.red(`-${text}`);
    case 'same':
      return ` ${text}`;
    case 'hunk':
      return paint.cyan(text);
    case 'note':
      return paint.dim(`\\ ${text}`);
  }
}

/** What is not a command stands in the diffs already; with --verbose it is all here, in its order. */
function commandLines(steps: readonly Step[], { cover }: Planned, { paint, verbose, home }: PlanStyle): string[] {
  const shown = steps.filter(({ kind, privileged }) => verbose || kind === 'run' || privileged === true);
  if (shown.length === 0) return [];
  const lines = shown.map((step) => {
    const line = cover.line(shownStep(step, verbose));
    return step.privileged ? `  ${paint.yellow(line)}${paint.dim('  (as root)')}` : `  ${homelyIn(line, step, home)}`;
  });
  return [paint.bold(verbose ? 'Steps, in this order:' : 'Commands, in this order:'), ...lines];
}

/** A command stays as it is run, word by word; what we do ourselves is told as a person would. */
const homelyIn = (line: string, step: Step, home: string | null): string =>
  step.kind === 'run' || home === null ? line : line.replaceAll(`${home}/`, '~/');

/** `~/…` for what is in the home folder. */
export function homely(path: string, home: string | null): string {
  if (home === null || home === '/') return path;
  return path === home ? '~' : path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
