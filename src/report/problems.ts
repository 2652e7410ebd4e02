// Problems → what a person reads, compiler-like, or what a program reads. Sorted by place, the same one only once.
// Secrets are
// masked on the way. Pure; prints nothing and decides no exit code.
import type { Place, Problem } from '../model.ts';
import type { Paint } from './color.ts';
import { excerpt } from './excerpt.ts';
import { type Hiding, hidingOf, maskProblem } from './hide.ts';
import { harmless, plural, shownPath, wrap } from './text.ts';

export interface ProblemStyle {
  readonly sources: ReadonlyMap<string, string>;
  readonly cwd: string | null;
  readonly paint: Paint;
  /** More than this many are only counted. */
  readonly most?: number;
  readonly columns?: number;
  /** Of the same sources; made from them where it is not given. */
  readonly hiding?: Hiding;
}

type Style = ProblemStyle & { readonly hiding: Hiding };

export function sortedProblems(problems: readonly Problem[]): readonly Problem[] {
  const known = SORTED.get(problems);
  if (known) return known;
  const once = new Map<string, Problem>();
  for (const problem of problems) {
    const { severity, code, message, daemon = '' } = problem;
    const key = `${severity}\0${code}\0${daemon}\0${placeKey(problem.at)}\0${message}`;
    if (!once.has(key)) once.set(key, problem);
  }
  const sorted = [...once.values()].sort(
    (a, b) =>
      compare(a.at?.file ?? '', b.at?.file ?? '') ||
      (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
      (a.at?.column ?? 0) - (b.at?.column ?? 0) ||
      compare(a.severity, b.severity) ||
      compare(a.message, b.message),
  );
  SORTED.set(problems, sorted);
  return sorted;
}

/** They are listed and then counted, and a broken file may have a hundred thousand. */
const SORTED = new WeakMap<readonly Problem[], readonly Problem[]>();

export function problemLines(problems: readonly Problem[], { hiding, ...rest }: ProblemStyle): string[] {
  if (problems.length === 0) return [];
  const style: Style = { ...rest, hiding: hiding ?? hidingOf(rest.sources) };
  const sorted = sortedProblems(problems);
  const most = style.most ?? 50;
  // Warnings must not push an error out of sight.
  const shown = new Set([...sorted].sort((a, b) => compare(a.severity, b.severity)).slice(0, most));
  const lines = sorted
    .filter((problem) => shown.has(problem))
    .flatMap((problem) => one(maskProblem(problem, style.hiding), style));
  if (sorted.length > shown.size) lines.push(`and ${sorted.length - shown.size} more`);
  return lines;
}

/** `2 errors, 1 warning`; empty when there is nothing. */
export function problemCount(problems: readonly Problem[]): string {
  const sorted = sortedProblems(problems);
  const errors = sorted.filter((problem) => problem.severity === 'error').length;
  const warnings = sorted.length - errors;
  return [errors > 0 ? plural(errors, 'error') : '', warnings > 0 ? plural(warnings, 'warning') : '']
    .filter(Boolean)
    .join(', ');
}

function one(problem: Problem, style: Style): string[] {
  const { paint } = style;
  const kind = problem.severity === 'error' ? paint.red(paint.bold('error:')) : paint.yellow(paint.bold('warning:'));
  const where = problem.at ? `${paint.bold(`${place(problem.at, style)}:`)} ` : '';
  const lines = [`${where}${kind} ${harmless(problem.message)}${aboutDaemon(problem)}`, ...source(problem.at, style)];
  if (problem.hint) {
    // A hint may be several sentences or a few lines of example; both stay whole.
    for (const part of problem.hint.split('\n')) {
      const [first = '', ...rest] = wrap(harmless(part), (style.columns ?? 100) - INDENT.length - 2);
      lines.push(`${INDENT}${paint.cyan('=')} ${first}`, ...rest.map((line) => `${INDENT}  ${line}`));
    }
  }
  for (const { at, message } of problem.related ?? []) {
    lines.push(
      `${paint.bold(`${place(at, style)}:`)} ${paint.cyan('note:')} ${harmless(message)}`,
      ...source(at, style),
    );
  }
  return lines;
}

const GUTTER = 5;
const INDENT = ' '.repeat(GUTTER + 1);

function source(at: Place | undefined, style: Style): string[] {
  const text = at && style.sources.get(at.file);
  if (at === undefined || text === undefined) return [];
  const { paint } = style;
  const shown = excerpt(text, at, (style.columns ?? 100) - GUTTER - 3, style.hiding);
  if (shown === null) return [];
  return [
    `${paint.dim(`${String(at.line).padStart(GUTTER)} |`)} ${shown.line}`,
    `${paint.dim(`${' '.repeat(GUTTER)} |`)} ${shown.caret.replace(/\S+/, (caret) => paint.green(caret))}`,
  ];
}

/** Every message names its daemon; most do so themselves. */
function aboutDaemon({ daemon, message }: Problem): string {
  if (daemon === undefined) return '';
  return message.includes(`\`${daemon}\``) ? '' : ` (daemon ${harmless(daemon)})`;
}

function place(at: Place, style: ProblemStyle): string {
  // Without a length it is the file as a whole that is meant.
  if (at.length === 0 && at.line === 1 && at.column === 1) return shownPath(at.file, style.cwd);
  return `${shownPath(at.file, style.cwd)}:${at.line}:${at.column}`;
}

function placeKey(at: Place | undefined): string {
  return at ? `${at.file}\0${at.line}\0${at.column}` : '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** For --json, of the problems that are to be shown. */
export function problemsJson(problems: readonly Problem[], hiding: () => Hiding) {
  if (problems.length === 0) return [];
  const known = hiding();
  return sortedProblems(problems).map((problem) => problemJson(maskProblem(problem, known)));
}

/** A Problem is plain data already; only what is absent is told by null. */
export function problemJson(problem: Problem) {
  return {
    severity: problem.severity,
    code: problem.code,
    message: problem.message,
    daemon: problem.daemon ?? null,
    at: problem.at ?? null,
    hint: problem.hint ?? null,
    related: (problem.related ?? []).map(({ at, message }) => ({ at, message })),
  };
}
