// Steps × hands → a stream of Outcomes: one short switch, with no platform in it. A step that fails is said to have failed, and
// what does not depend on it goes on; nothing is thrown for it. Every daemon of every step has exactly one outcome. Files are
// put in place many at a time (at-once.ts); outcomes come in the order of the steps all the same.

import { atOnce, bunches } from './at-once.ts';
import { cannotChange, commandFailed } from './failing.ts';
import { followers, gateOf } from './gate.ts';
import type { Hands, Ran, RunOptions } from '../host.ts';
import { keepCopy } from './keep-copy.ts';
import type { Argv, Arrival, Outcome, Problem, Step } from '../model.ts';
import { type AwaitStep, narrowed, type RunStep, withWords, wordsInPlace } from './narrow.ts';
import type { Refused, Verdict } from '../platform.ts';
import { type Look, settle, type Settling } from './settle.ts';
import { stopwatch } from './stopwatch.ts';

/** `stop`: once it is true the step in hand is finished (or, if it only waits, given up) and no other is begun. */
export interface Going extends Settling {
  /** Before each step that is carried out: for memory, which has to be ahead of some of them. */
  readonly before?: (step: Step) => Promise<void>;
  /** Why a command was refused, as its platform finds out by looking. */
  readonly refused?: (refusal: Refused) => Promise<Verdict>;
}

/** The step that a daemon, or everybody, failed at. */
interface Broken {
  all: Step | null;
  readonly by: Map<string, Step>;
}

export async function* apply(
  steps: readonly Step[],
  hands: Hands,
  look: Look,
  going: Going = {},
): AsyncGenerator<Outcome, void, undefined> {
  const broken: Broken = { all: null, by: new Map() };
  let last: Step | null = null;
  let stopped = false;
  const all = bunches(steps);
  for (let at = 0; at < all.length; at += 1) {
    const bunch = all[at] ?? [];
    const [step] = bunch;
    if (step?.kind === 'await' && step.goOn) {
      const behind = followers(all, at);
      at += behind.length;
      yield* goingOn(step, behind);
    } else if (bunch.length === 1 && step) yield* one(step);
    else for (const outcomes of atOnce(bunch, async (each) => gathered(one(each)))) yield* await outcomes;
  }

  /** The outcomes are told in the order of the steps all the same. */
  async function* goingOn(
    awaited: AwaitStep,
    behind: readonly (readonly Step[])[],
  ): AsyncGenerator<Outcome, void, undefined> {
    const gate = gateOf(awaited);
    const arrived: Settling['onArrived'] = (arrival) => {
      going.onArrived?.(arrival);
      gate.arrived(arrival);
    };
    const waited = gathered(one(awaited, arrived))
      .catch((bug: unknown) => {
        stopped = true;
        throw bug;
      })
      .finally(gate.over);
    const gone = (async () => {
      const done: (readonly Outcome[])[] = [];
      for (const bunch of behind)
        done.push(...(await Promise.all(atOnce(bunch, async (each) => gathered(one(each)), gate.ready))));
      return done;
    })();
    gone.catch(() => undefined);
    yield* await waited;
    for (const outcomes of await gone) yield* outcomes;
  }

  async function* one(step: Step, arrived?: Settling['onArrived']): AsyncGenerator<Outcome, void, undefined> {
    stopped ||= going.stop?.() ?? false;
    if (stopped) {
      yield { status: 'skipped', step, after: last ?? step, daemons: step.daemons, interrupted: true };
      return;
    }
    const { left, skipped } = whatIsLeft(step, broken);
    yield* skipped;
    if (left === null) return;
    last = left;
    await going.before?.(left);
    for (const outcome of await perform(left, hands, look, arrived ? { ...going, onArrived: arrived } : going)) {
      if (outcome.status === 'failed') noteFailure(broken, step, outcome.daemons);
      yield outcome;
    }
  }
}

async function gathered(outcomes: AsyncIterable<Outcome>): Promise<readonly Outcome[]> {
  const all: Outcome[] = [];
  for await (const outcome of outcomes) all.push(outcome);
  return all;
}

/** A folder that was to go if it is empty hurts nobody where it stays, and nobody's failure hurts it. */
const isHarmless = (step: Step): boolean => step.kind === 'prune';

function noteFailure(broken: Broken, step: Step, daemons: readonly string[]): void {
  if (daemons.length === 0 && !isHarmless(step)) broken.all ??= step;
  for (const name of daemons) if (!broken.by.has(name)) broken.by.set(name, step);
}

function whatIsLeft(step: Step, { all, by }: Broken): { left: Step | null; skipped: readonly Outcome[] } {
  if (all !== null && !isHarmless(step))
    return { left: null, skipped: [{ status: 'skipped', step, after: all, daemons: step.daemons }] };
  const groups = new Map<Step, string[]>();
  for (const name of step.daemons) {
    const after = by.get(name);
    if (after) groups.set(after, [...(groups.get(after) ?? []), name]);
  }
  const skipped = [...groups].map(
    ([after, daemons]): Outcome => ({ status: 'skipped', step: part(step, daemons), after, daemons }),
  );
  return { left: narrowed(step, new Set(step.daemons.filter((name) => !by.has(name)))), skipped };
}

async function perform(step: Step, hands: Hands, look: Look, going: Going): Promise<readonly Outcome[]> {
  switch (step.kind) {
    case 'run':
      return run(step, hands, look, going);
    case 'await':
      return wait(step, hands, look, going);
    case 'copy':
    case 'ensure':
    case 'write':
    case 'link':
    case 'chmod':
    case 'remove':
    case 'prune': {
      const code = await change(step, hands);
      return [code === null ? { status: 'done', step } : failed(step, cannotChange(step, code))];
    }
  }
}

/** null, or the system's code. */
async function change(step: Exclude<Step, RunStep | AwaitStep>, hands: Hands): Promise<string | null> {
  switch (step.kind) {
    case 'copy':
      return keepCopy(hands, step.from, step.to);
    case 'ensure':
      return step.what === 'folder' ? hands.makeFolder(step.path, step.mode) : hands.makeFile(step.path, step.mode);
    case 'write':
      return hands.write(step.file);
    case 'link':
      return hands.link(step.path, step.target);
    case 'chmod':
      return hands.chmod(step.path, step.mode);
    case 'remove':
      return hands.remove(step.path);
    case 'prune':
      return hands.removeEmpty(step.path);
  }
}

const failed = (step: Step, problem: Problem): Outcome => ({ status: 'failed', step, problem, daemons: step.daemons });

/** Refused as a whole, a batch is tried word by word: only those whose own word is refused have failed. */
async function run(step: RunStep, hands: Hands, look: Look, going: Going): Promise<readonly Outcome[]> {
  const privileged = step.privileged === true;
  const { each = [] } = step;
  if (each.length < 2) {
    const problem = await tried(step, hands, going);
    if (problem === null) return [{ status: 'done', step }];
    return [failed(step, step.undo ? await undone(step.undo, problem, hands, look, going) : problem)];
  }
  const whole = await attempt(step, step.argv, step.otherwise, hands);
  if (whole === null) return [{ status: 'done', step }];
  // Without a program to run there is nothing to try again.
  if (whole.ran.code === 127) return [failed(step, commandFailed(whole.argv, whole.ran, step.daemons, privileged))];
  const problems = new Map<string, Problem>();
  for (const { word, daemon } of each) {
    const otherwise = step.otherwise && withWords(step.otherwise, each, [word]);
    const refused = await attempt(step, wordsInPlace(step, [word]), otherwise ?? undefined, hands);
    if (refused !== null && !problems.has(daemon))
      problems.set(daemon, commandFailed(refused.argv, refused.ran, [daemon], privileged));
  }
  return split(step, problems);
}

/** As often as what stands in its way is passing. null: it went well. */
async function tried(step: RunStep, hands: Hands, { refused, stop }: Going): Promise<Problem | null> {
  const elapsed = stopwatch(hands);
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.6, LONGEST_PAUSE_MS)) {
    const no = await attempt(step, step.argv, step.otherwise, hands);
    if (no === null) return null;
    if (!refused || no.ran.code === 127) return commandFailed(no.argv, no.ran, step.daemons, step.privileged === true);
    const why = await refused({ step, ...no });
    if (why === 'fine') return null;
    if (!('again' in why)) return why;
    if (elapsed() >= (step.retryForMs ?? 0) || stop?.()) return why.again;
    await hands.sleep(pauseMs);
  }
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/** What was there before is put back, as far as that goes; the problem then says how far that was. */
async function undone(
  steps: readonly Step[],
  problem: Problem,
  hands: Hands,
  look: Look,
  going: Going,
): Promise<Problem> {
  for (const step of steps) {
    const bad = (await perform(step, hands, look, going)).find(({ status }) => status === 'failed');
    if (bad?.status !== 'failed') continue;
    const { message } = bad.problem;
    return { ...problem, message: `${problem.message}; and what was there before could not be put back: ${message}` };
  }
  return { ...problem, message: `${problem.message}; what was there before was put back` };
}

/** null: it went well. */
async function attempt(
  step: RunStep,
  argv: Argv,
  otherwise: Argv | undefined,
  hands: Hands,
): Promise<{ readonly argv: Argv; readonly ran: Ran } | null> {
  const options: RunOptions = {
    ...(step.timeoutMs === undefined ? {} : { timeoutMs: step.timeoutMs }),
    ...(step.input === undefined ? {} : { input: step.input }),
    // Also where it may not ask: the ticket that sudo has for this terminal is good for its own session only.
    ...(step.privileged ? { mayAsk: true } : {}),
  };
  const ran = await hands.run(argv, options);
  // Of a batch, a code that is as good as 0 for one may hide what became of the others: those are tried one by one.
  const words = argv.length - (step.argv.length - (step.each?.length ?? 0));
  if (ran.code === 0 || (words < 2 && step.alsoOk?.includes(ran.code))) return null;
  return otherwise ? attempt(step, otherwise, undefined, hands) : { argv, ran };
}

async function wait(step: AwaitStep, hands: Hands, look: Look, going: Going): Promise<readonly Outcome[]> {
  const arrivals = await settle(step, hands, look, going);
  const problems = new Map<string, Problem>();
  const given = new Set<string>();
  for (const { daemon, result, problem } of arrivals) {
    if (problem?.severity === 'error' && !problems.has(daemon)) problems.set(daemon, problem);
    if (result === 'interrupted') given.add(daemon);
  }
  const names = step.daemons.filter((name) => !given.has(name) || problems.has(name));
  const waited = narrowed(step, new Set(names));
  const daemons = step.daemons.filter((name) => !names.includes(name));
  return [
    ...(waited === null ? [] : split(waited, problems, arrivals)),
    ...(daemons.length > 0
      ? [{ status: 'skipped' as const, step: part(step, daemons), after: step, daemons, interrupted: true as const }]
      : []),
  ];
}

/** What failed, daemon by daemon, and then the rest of the step as done. */
function split(step: Step, problems: ReadonlyMap<string, Problem>, arrivals?: readonly Arrival[]): readonly Outcome[] {
  const about = (names: readonly string[]) =>
    arrivals ? { arrivals: arrivals.filter(({ daemon }) => names.includes(daemon)) } : {};
  const failures = [...problems].map(([name, problem]): Outcome => {
    return { status: 'failed', step: part(step, [name]), problem, daemons: [name], ...about([name]) };
  });
  const well = step.daemons.filter((name) => !problems.has(name));
  return well.length === 0 ? failures : [...failures, { status: 'done', step: part(step, well), ...about(well) }];
}

/** A daemon without a word of its own in a batch fares as the batch does. */
const part = (step: Step, names: readonly string[]): Step =>
  narrowed(step, new Set(names)) ?? { ...step, daemons: names };
