// Plans, outcomes, rows → what --json prints of them. Pure data in, plain data out; the names are a promise, kept in
// schema/output.schema.json. Secrets are covered as they are for people.
import type { Arrival, Change, Exit, Problem, ServiceState, Step } from '../model.ts';
import { effectOf } from './effects.ts';
import { exitWords } from './exit-words.ts';
import type { DiffLine } from './file-diff.ts';
import type { Fate } from './outcomes.ts';
import { aboutChange, type Planned } from './plan.ts';
import { type FileChange, fileChanges } from './plan-files.ts';
import { problemJson } from './problems.ts';
import { reasonWords } from './reasons.ts';
import type { StatusRow } from './status.ts';
import { shownStep } from './steps.ts';
import { countsOf } from './summary.ts';
import { octal } from '../octal.ts';

export function planJson(planned: Planned) {
  const { plan, observed } = planned;
  const { create, update, remove, conflict, blocked, keep, restarts, rearmed, reloads, stale } = countsOf(plan.changes);
  return {
    namespace: observed.memory.namespace,
    summary: { create, update, remove, conflict, blocked, keep, restarts, rearmed, reloads, stale },
    changes: plan.changes.map((change) => changeJson(change, planned)),
    steps: plan.steps.map((step) => stepJson(step, planned)),
  };
}

function changeJson(change: Change, planned: Planned) {
  const { desired, observed, cover } = planned;
  const { name, kind, domain, because } = change;
  const about = aboutChange(change, planned, cover.line);
  return {
    name,
    kind,
    domain,
    effect: effectOf(change, desired),
    because: because.map((reason) => {
      const { text, mend } = reasonWords(reason, about);
      return {
        kind: reason.kind,
        text: cover.line(text),
        mend: mend === null ? null : mend.split('\n').map(cover.line).join('\n'),
        path: 'path' in reason && reason.path !== null ? cover.line(reason.path) : null,
        unit: 'id' in reason ? reason.id : null,
        impact: reason.kind === 'directive' ? reason.impact : null,
      };
    }),
    files: fileChanges(change, observed, cover).map((file) => fileJson(file, cover.line)),
  };
}

function fileJson(file: FileChange, line: (text: string) => string) {
  return {
    path: line(file.path),
    what: file.what,
    mode: file.mode === null ? null : octal(file.mode),
    owner: file.owner,
    diff: file
      .lines()
      .map((one) => `${diffText(one)}\n`)
      .join(''),
  };
}

const SIGN: Readonly<Record<DiffLine['kind'], string>> = { add: '+', remove: '-', same: ' ', hunk: '', note: '\\ ' };

const diffText = ({ kind, text, changedSecret }: DiffLine): string =>
  `${SIGN[kind]}${text}${changedSecret ? ' (changed)' : ''}`;

const stepJson = (step: Step, { cover }: Pick<Planned, 'cover'>) => ({
  phase: step.phase,
  kind: step.kind,
  daemons: step.daemons,
  root: step.privileged === true,
  shown: cover.line(shownStep(step)),
  argv: step.kind === 'run' ? step.argv.map(cover.line) : null,
});

// ── What became of it ───────────────────────────────────────────────────────────────────────────────

/** `line` covers secrets: see Cover. */
type Line = (text: string) => string;

export const fateJson = ({ name, change, result, arrivals, problem, warnings }: Fate, line: Line) => ({
  name,
  kind: change.kind,
  result,
  units: arrivals.map((arrival) => arrivalJson(arrival, line)),
  problem: problem === null ? null : problemJson(covered(problem, line)),
  warnings: warnings.map((warning) => problemJson(covered(warning, line))),
});

/** Of a start, stop or restart by hand. */
export function byHandJson(fate: Fate, line: Line) {
  const { name, result, units, problem } = fateJson(fate, line);
  return { name, result, units, problem };
}

const arrivalJson = ({ id, result, state, problem }: Arrival, line: Line) => ({
  id,
  result,
  ...stateJson(state),
  problem: problem === null ? null : problemJson(covered(problem, line)),
});

function covered(problem: Problem, line: Line): Problem {
  const lines = (text: string): string => text.split('\n').map(line).join('\n');
  const hint = problem.hint === undefined ? {} : { hint: lines(problem.hint) };
  return { ...problem, message: lines(problem.message), ...hint };
}

const stateJson = (state: ServiceState) => ({
  state: state.kind,
  pid: state.kind === 'up' ? state.pid : null,
  exited: 'exited' in state && state.exited !== null ? exitJson(state.exited) : null,
});

const exitJson = (exit: Exit) => ({
  result: exit.result,
  status: exit.status,
  signal: exit.signal,
  text: exitWords(exit),
});

// ── Status ──────────────────────────────────────────────────────────────────────────────────────────

const moment = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export const rowJson = (row: StatusRow, nowMs: number) => ({
  name: row.name,
  domain: row.domain,
  state: row.state,
  failed: row.failed,
  pid: row.pid,
  since: moment(row.sinceMs),
  uptime_seconds: row.sinceMs === null ? null : Math.max(0, Math.round((nowMs - row.sinceMs) / 1000)),
  memory_bytes: row.memoryBytes,
  restarts: row.restarts,
  last_exit: row.exited === null ? null : exitJson(row.exited),
  last_run: moment(row.lastMs),
  next_run: moment(row.nextMs),
  sync: row.sync,
  healthy: row.unwell === undefined ? null : row.unwell === null,
  unwell: row.unwell ?? null,
});
