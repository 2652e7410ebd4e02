// What a run says while it works, and at its end: lines for people on standard output, or one document for programs.
import type { Telling as Carrying } from '../carry-out.ts';
import type { ExitName } from '../exit-codes.ts';
import { forTerminal } from '../logs/lines.ts';
import { journalLinesSince, linesSince, type StreamMark } from '../logs/last-lines.ts';
import { nodeLogs } from '../logs/node-logs.ts';
import type { Problem } from '../model.ts';
import type { Survey } from '../reconcile.ts';
import type { Cover } from '../report/cover.ts';
import { byHandJson, fateJson, planJson } from '../report/plan-json.ts';
import { planLines, type PlanStyle } from '../report/plan.ts';
import { planCover } from '../report/plan-files.ts';
import { maskProblem } from '../report/hide.ts';
import { problemJson, problemLines, problemsJson } from '../report/problems.ts';
import {
  type Afterwards,
  alreadyLines,
  failingBefore,
  fateLines,
  handSummary,
  keptLines,
  leftOver,
  nameColumns,
  rollbackLines,
  type RunStyle,
  runSummary,
} from '../report/run.ts';
import type { Fate } from '../report/outcomes.ts';
import { shownStep } from '../report/steps.ts';
import { strangerWords } from '../report/stranger.ts';
import { summary } from '../report/summary.ts';
import type { Aimed } from './aim.ts';
import type { Worked } from './at-work.ts';
import type { Session } from './context.ts';
import { type Waiting, waitingFor } from './waiting.ts';

export interface Telling {
  plan(found: Survey): void;
  begin(found: Survey, marks: ReadonlyMap<string, readonly StreamMark[]>): void;
  readonly carrying: Carrying;
  interrupted(): void;
  end(worked: Worked, beganMs: number): ExitName;
}

const LOG_LINES = 10;
const BY_HAND = new Set(['start', 'stop', 'restart']);

/** `again`: the words that run it once more. */
export function tellerOf(session: Session, aimed: Aimed, what: string, again: string): Telling {
  const { args, stdout, stderr, now } = session;
  const { paint } = aimed.opened;
  const loud = !args.json && !args.quiet;
  const command = `daemonsync ${again}`;
  const columns = Math.max(40, Math.min(120, stdout.columns ?? 100));
  let marks: ReadonlyMap<string, readonly StreamMark[]> = new Map();
  let style: RunStyle | null = null;
  let shown: Survey | null = null;
  let cover: { readonly of: Survey; readonly made: Cover } | null = null;
  let beganAtMs = 0;
  let waiting: Waiting | null = null;

  // Made when something is shown: of a thousand daemons it takes as long as a look at all of them.
  const coverFor = (found: Survey): Cover => {
    if (cover?.of !== found)
      cover = {
        of: found,
        made: planCover(aimed.seen.manifest, aimed.seen.hiding().values, found.plan, found.observed),
      };
    return cover.made;
  };
  const styleFor = (found: Survey): RunStyle => {
    const named = BY_HAND.has(what);
    const touched = found.plan.changes.filter(({ kind }) => named || kind !== 'keep').map(({ name }) => name);
    style ??= {
      paint: paint.stdout,
      columns,
      nowMs: Date.now(),
      line: (text) => coverFor(found).line(text),
      names: nameColumns(touched),
      byHand: named,
      asleep: found.observed.asleep ?? [],
    };
    return style;
  };
  const print = (lines: readonly string[]): void => {
    if (lines.length > 0) waiting?.clear();
    if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
  };
  const complain = (problems: readonly Problem[]): void => {
    if (problems.length === 0) return;
    waiting?.clear();
    const { sources, hiding } = aimed.seen;
    const lines = problemLines(problems, { sources, cwd: session.cwd, paint: paint.stderr, columns, hiding: hiding() });
    if (lines.length > 0) stderr.write(`${lines.join('\n')}\n`);
  };
  const planStyle = (found: Survey): PlanStyle => ({
    paint: paint.stdout,
    home: aimed.aim.facts.account.home,
    columns,
    verbose: args.verbose,
    named: args.words,
    diffs: args.verbose ? 'whole' : 'none',
    // What root does is always shown before.
    commands: args.verbose || found.plan.steps.some(({ privileged }) => privileged === true),
  });

  async function onFates(fates: readonly Fate[], everybody: Problem | null): Promise<void> {
    if (args.json || shown === null) return;
    if (everybody) complain([everybody]);
    waiting?.done(fates.map(({ name }) => name));
    for (const fate of fates) {
      if (args.quiet && fate.result === 'done' && fate.warnings.length === 0) continue;
      print(fateLines(fate, await afterwards(fate), styleFor(shown)));
    }
  }

  async function afterwards({ name, result, arrivals }: Fate): Promise<Afterwards> {
    if (result !== 'failed') return { nextMs: null, log: [], logAt: null };
    const care = aimed.aim.desired.find((daemon) => daemon.name === name)?.care;
    const bad = arrivals.find((one) => one.result !== 'reached');
    if (!care || !bad) return { nextMs: null, log: [], logAt: null };
    const at = `daemonsync logs ${name}`;
    const domain = aimed.aim.desired.find((daemon) => daemon.name === name)?.domain ?? 'user';
    const of = { unit: bad.id, domain, invocation: bad.invocation, pid: null, sinceMs: beganAtMs };
    const found =
      care.logs.kind === 'journal' && shown
        ? await journalLinesSince(shown.connected.host, name, of, LOG_LINES)
        : linesSince(nodeLogs, name, marks.get(name) ?? [], LOG_LINES);
    return { nextMs: null, log: found.slice(-LOG_LINES).map(({ bytes }) => forTerminal(bytes)), logAt: at };
  }

  return {
    plan(found) {
      shown = found;
      if (!loud || BY_HAND.has(what)) return;
      const pending = found.plan.changes.some(({ kind }) => kind !== 'keep') || found.plan.steps.length > 0;
      if (!pending) return;
      const { plan, observed, aim } = found;
      const { keptAway = [] } = aimed.seen.manifest ?? {};
      print(planLines({ plan, desired: aim.desired, observed, cover: coverFor(found), keptAway }, planStyle(found)));
    },
    begin(found, began) {
      beganAtMs = Date.now();
      shown = found;
      marks = began;
      // sudo may be asking something on that terminal.
      const asks = found.plan.steps.some(({ privileged }) => privileged === true);
      if (!loud || args.verbose || !stdout.isTTY || asks) return;
      const names = found.plan.changes.filter(({ effect }) => effect !== 'none').map(({ name }) => name);
      waiting = waitingFor(session, names, styleFor(found));
    },
    carrying: { onFates, onArrived: ({ daemon }) => waiting?.done([daemon]) },
    interrupted() {
      waiting?.clear();
      if (!args.json) stderr.write('\ninterrupted: finishing the step in hand; once more to stop at once\n');
    },
    end(worked, beganMs) {
      waiting?.end();
      const ms = now() - beganMs;
      if (args.json) stdout.write(`${JSON.stringify(document(worked, ms), null, 2)}\n`);
      else tell(worked, ms);
      return worked.exit;
    },
  };

  function tell({ found, fates, back, carried, after, problems }: Worked, ms: number): void {
    complain(problems);
    if (found === null || carried === null) return;
    const run = styleFor(found);
    if (loud || back.length > 0) print(rollbackLines(back, run));
    const daemonOf = (path: string): string =>
      found.plan.changes.find(({ work }) => work.keep.includes(path))?.name ?? '';
    const copies = carried.copies.map((copy) => {
      const stranger = strangerWords(copy.from, daemonOf(copy.from), found.observed);
      return { ...copy, stranger };
    });
    print(keptLines(copies, run));
    if (carried.printed.length > 0)
      print([
        `this needs root, and was left to you; run it, then \`${run.line(command)}\` again:`,
        ...carried.printed.map((step) => `  ${run.line(shownStep(step))}`),
      ]);
    if (carried.interrupted) print(leftOver(fates, command, run));
    if (BY_HAND.has(what)) {
      const already = found.plan.changes.filter(({ kind }) => kind === 'keep').map(({ name }) => name);
      if (!loud) return;
      const states = already.map((name) => [name, stayedAs(found, name, what)] as const);
      print(alreadyLines(states, run));
      print([
        handSummary(
          fates,
          states.map(([, state]) => state),
          ms,
        ),
      ]);
      return;
    }
    if (after && loud) {
      print(failingBefore(found.plan.changes, after.observed.daemons, run));
      print(stillPending(after, new Set(fates.filter(({ result }) => result === 'done').map(({ name }) => name)), run));
    }
    if (!loud) return;
    print([fates.length === 0 ? summary(found.plan.changes) : runSummary(found.plan.changes, fates, ms)]);
    if (found.connected.offline)
      print(['no service manager was asked: what is not running yet starts with the next login or boot']);
  }

  function document({ found, fates, back, carried, problems, exit }: Worked, ms: number) {
    const all = problemsJson([...aimed.seen.problems, ...problems], aimed.seen.hiding);
    const { manifest, namespace } = aimed.aim;
    const line = found ? coverFor(found).line : (text: string): string => text;
    const seconds = Math.round(ms) / 1000;
    const common = { version: 1, ok: exit === 'ok', platform: aimed.platform.name, namespace };
    if (BY_HAND.has(what)) {
      const kept = found?.plan.changes.filter(({ kind }) => carried !== null && kind === 'keep') ?? [];
      const daemons = [
        ...fates.map((fate) => byHandJson(fate, line)),
        // As it was asked for, and as it was.
        ...kept.map(({ name }) => ({ name, result: 'done', units: [], problem: null })),
      ];
      return { ...common, daemons, seconds, problems: all };
    }
    const planned = found
      ? planJson({
          plan: found.plan,
          desired: found.aim.desired,
          observed: found.observed,
          cover: coverFor(found),
          keptAway: aimed.seen.manifest?.keptAway ?? [],
        })
      : { summary: null, changes: [], steps: [] };
    return {
      ...common,
      manifest,
      summary: planned.summary,
      changes: planned.changes,
      steps: planned.steps,
      daemons: fates.map((fate) => fateJson(fate, line)),
      kept: (carried?.copies ?? []).map(({ from, to }) => ({ from: line(from), to: line(to) })),
      rolled_back: back.map(({ name, problem }) => ({
        name,
        problem: problem === null ? null : problemJson(maskProblem(problem, aimed.seen.hiding())),
      })),
      interrupted: carried?.interrupted ?? false,
      seconds,
      problems: all,
    };
  }
}

/** What a person wanted it to be, and it was. */
function stayedAs({ observed }: Survey, name: string, what: string): string {
  if (what === 'stop') return 'stopped';
  const units = observed.daemons.find((one) => one.name === name)?.units ?? [];
  return units.some(({ role, state }) => role === 'service' && state.kind === 'up')
    ? 'up'
    : units.some(({ state }) => state.kind === 'armed')
      ? 'armed'
      : 'running';
}

/** The second look: what was done is believed only if nothing more is to be done. */
function stillPending(after: Survey, done: ReadonlySet<string>, style: RunStyle): string[] {
  const left = after.plan.changes.filter(({ name, kind }) => done.has(name) && kind !== 'keep');
  return left.length === 0
    ? []
    : [
        `a second look says that this is not done yet: ${style.line(left.map(({ name }) => name).join(', '))}; see \`daemonsync diff\``,
      ];
}
