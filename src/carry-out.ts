// A Survey → the world changed as its plan says, memory kept at every turn, and a second look at the end. The claim is written
// before the first change, what the manager has loaded after it has read the files, what runs after it was seen running: so
// that a run cut anywhere is finished by the next one. Knows no platform and no terminal.

import {
  type About,
  allVerified,
  claimed,
  finished,
  installed,
  promised,
  refreshed,
  shadowed,
} from './memory/applied.ts';
import { apply } from './apply/index.ts';
import { caughtUp } from './memory/caught-up.ts';
import { begin, finish } from './memory/history.ts';
import type { Hands } from './host.ts';
import { forgetLinger, writeLinger } from './memory/linger-record.ts';
import { forget, forgetStaged, putAside, writeMemory } from './memory/memory-file.ts';
import type { Change, Memory, Outcome, Problem, Step } from './model.ts';
import type { Refused } from './platform.ts';
import type { Survey } from './reconcile.ts';
import { type Fate, following } from './report/outcomes.ts';
import type { Look, Settling } from './apply/settle.ts';
import { seenUp } from './memory/seen-up.ts';
import { namespaceFolder } from './memory/state-folder.ts';
import { digestKey } from './memory/watched.ts';

export interface Telling extends Pick<Settling, 'stop' | 'onArrived' | 'probes'> {
  /** As soon as it is known what became of a daemon. `everybody`: why nothing more is done for anyone. */
  readonly onFates?: (fates: readonly Fate[], everybody: Problem | null) => Promise<void>;
}

export interface Carried {
  /** Why nothing was even begun. */
  readonly problem: Problem | null;
  readonly fates: readonly Fate[];
  /** What failed for everybody. */
  readonly everybody: Problem | null;
  readonly interrupted: boolean;
  /** Steps that need root, and were left to whoever reads them. */
  readonly printed: readonly Step[];
  readonly copies: readonly { readonly from: string; readonly to: string }[];
  readonly warnings: readonly Problem[];
}

export const isTouched = ({ kind }: Change): boolean => kind === 'create' || kind === 'update' || kind === 'remove';

/** `what`: the command, for the history. `alter`: what else memory is to hold at the end, such as that it was stopped by hand. */
export async function carryOut(
  survey: Survey,
  what: string,
  telling: Telling,
  alter: (memory: Memory, done: ReadonlySet<string>) => Memory = (memory) => memory,
): Promise<Carried> {
  const { aim, connected, platform, plan, observed, terms } = survey;
  const { host: hands } = connected;
  const { facts, namespace, desired } = aim;
  const rootless = new Set(plan.steps.filter(isPrinted).flatMap(({ daemons }) => daemons));
  const mine = plan.changes.filter(({ name }) => !rootless.has(name));
  const touched = mine.filter(isTouched);
  const about: About = { manifest: aim.manifest, host: facts.hostname, includes: aim.includes.matched };
  const follower = following(plan);
  const nothing: Carried = {
    problem: null,
    fates: [],
    everybody: null,
    interrupted: false,
    printed: plan.steps.filter(isPrinted),
    copies: [],
    warnings: [],
  };
  if (survey.memoryIsBad && (touched.length > 0 || plan.steps.length > 0)) await putAside(hands, facts, namespace);
  // Of a run that was cut; or a person has put them in their places by hand.
  if (nothing.printed.length === 0) await forgetStaged(hands, facts, namespace);
  const known = caughtUp(survey.memory, plan.changes, desired, observed);
  const idle = touched.length === 0 && plan.steps.length === 0;
  // Nothing of a watched file is remembered but with a key, which is made for good now.
  if (idle ? known !== survey.memory : desired.some(({ care }) => care.watched.length > 0))
    await digestKey(hands, facts);
  if (idle) {
    const accepted = (before: Memory): Memory => withShadows(before, survey, new Set());
    const ending = (before: Memory): Memory => alter({ ...accepted(before), ...about, unfinished: false }, new Set());
    const isNews = (memory: Memory): boolean => !isSame(memory, survey.memory);
    const memory = ending(known);
    const unwritten = isNews(memory) && !isEmpty(memory) ? await writeMemory(hands, facts, memory) : null;
    // To have caught up can wait.
    return { ...nothing, problem: isNews(ending(survey.memory)) ? unwritten : null };
  }

  let memory = claimed(known, touched, desired, observed, about);
  if (rootless.size > 0) {
    const left = plan.changes.filter(({ name }) => rootless.has(name));
    memory = promised(memory, left, desired, observed, await fileClock(hands, namespaceFolder(facts, namespace)));
  }
  const problem = await writeMemory(hands, facts, memory);
  if (problem) return { ...nothing, problem };
  const entry = await begin(hands, facts, namespace, {
    whenMs: hands.now(),
    what,
    manifest: aim.manifest,
    changes: plan.changes,
    desired,
  });
  if ('problem' in entry) return { ...nothing, problem: entry.problem };
  if (says(plan.changes, 'linger')) await writeLinger(hands, facts, { user: facts.account.user, sinceMs: hands.now() });

  const look: Look = (units, closely) => platform.glance(connected, units, closely);
  const { refused } = platform;
  const refusing = refused ? { refused: (one: Refused) => refused(connected, one, facts) } : {};
  const outcomes: Outcome[] = [];
  const warnings: Problem[] = [];
  const [now, last] = parted(plan.steps.filter((step) => !isPrinted(step)));
  let stamped = false;
  const stamp = async (): Promise<void> => {
    if (stamped) return;
    stamped = true;
    const bad = failures(outcomes);
    const well = touched.filter(({ name }) => !bad.has(name));
    const users = survey.nobodyRuns ? well.filter(({ domain }) => domain === 'user') : [];
    if (!reloaded(outcomes) || !(users.length > 0 || well.some(({ work }) => work.refresh))) return;
    const sinceMs = await fileClock(hands, namespaceFolder(facts, namespace));
    memory = installed(refreshed(memory, well, desired, sinceMs), users, desired, sinceMs);
    const unwritten = await writeMemory(hands, facts, memory);
    if (unwritten) warnings.push({ ...unwritten, severity: 'warning' });
  };
  const run = async (steps: readonly Step[]): Promise<void> => {
    const before = async (step: Step): Promise<void> =>
      step.phase === 'start' || step.phase === 'settle' ? stamp() : undefined;
    for await (const outcome of apply(steps, hands, look, { ...telling, before, ...refusing })) {
      outcomes.push(outcome);
      const { fates, everybody } = follower.take(outcome);
      if (fates.length > 0 || everybody !== null) await telling.onFates?.(fates, everybody);
    }
  };
  await run(now);
  await stamp();

  const failed = failures(outcomes);
  const everybody = everybodys(outcomes);
  if (everybody) for (const { name } of touched) failed.add(name);
  const done = new Set(touched.map(({ name }) => name).filter((name) => !failed.has(name)));
  memory = allVerified(
    memory,
    seenUp(
      memory,
      touched.filter(({ name }) => done.has(name)),
      survey,
      outcomes,
    ),
  );
  memory = withShadows(memory, survey, failed);
  const ending = { failed, refreshed: reloaded(outcomes), offline: connected.offline };
  memory = alter(finished(memory, mine, desired, ending), done);
  const interrupted = outcomes.some((outcome) => outcome.status === 'skipped' && outcome.interrupted === true);
  const unwritten = await writeMemory(hands, facts, memory);
  if (unwritten) warnings.push({ ...unwritten, severity: 'warning' });
  const unended = await finish(hands, facts, namespace, entry.number, {
    whenMs: hands.now(),
    outcome: interrupted ? 'interrupted' : failed.size > 0 ? 'failed' : 'done',
    failed: [...failed],
    up: plan.changes.filter(({ name, kind }) => done.has(name) || kind === 'keep').map(({ name }) => name),
  });
  if (unended) warnings.push(unended);
  for (const old of survey.renamedFrom) if (failed.size === 0) await forget(hands, facts, old);
  if (isLingerOver(survey) && failed.size === 0) await forgetLinger(hands, facts);
  // From here on it may be we ourselves who are restarted: everything is written down.
  if (last.length > 0 && !interrupted) await run(last);
  return {
    ...nothing,
    fates: follower.all().filter(({ name, result }) => !rootless.has(name) || result === 'failed'),
    everybody,
    interrupted,
    copies: outcomes.flatMap(({ status, step }) => (status === 'done' && step.kind === 'copy' ? [step] : [])),
    warnings,
  };

  function isPrinted(step: Step): boolean {
    return terms.sudo === 'print' && step.privileged === true;
  }
}

/** It is switched off now, or it was, and nobody could write that down any more. */
const isLingerOver = ({ plan, observed: { linger } }: Survey): boolean =>
  says(plan.changes, 'unlinger') || (linger !== null && linger.byUs && !linger.on && !says(plan.changes, 'linger'));

/** Writing out a thousand daemons only to compare them would take longer than all that was compared before. */
function isSame({ daemons, ...about }: Memory, { daemons: others, ...them }: Memory): boolean {
  if (JSON.stringify(about) !== JSON.stringify(them)) return false;
  return daemons === others || JSON.stringify(daemons) === JSON.stringify(others);
}

/** A namespace that owns nothing has nothing to remember. */
const isEmpty = (memory: Memory): boolean => Object.keys(memory.daemons).length === 0;

const says = (changes: readonly Change[], kind: 'linger' | 'unlinger'): boolean =>
  changes.some(({ because }) => because.some((reason) => reason.kind === kind));

/** What ends this very process comes after everything else. (A manager that loses its linger takes a while to go.) */
function parted(steps: readonly Step[]): readonly [readonly Step[], readonly Step[]] {
  const isLast = (step: Step): boolean =>
    step.phase === 'settle' && step.kind === 'run' && !step.argv.includes('disable-linger');
  return [steps.filter((step) => !isLast(step)), steps.filter(isLast)];
}

function failures(outcomes: readonly Outcome[]): Set<string> {
  return new Set(
    outcomes.flatMap((outcome) => (outcome.status === 'done' || outcome.step.kind === 'prune' ? [] : outcome.daemons)),
  );
}

function everybodys(outcomes: readonly Outcome[]): Problem | null {
  const failed = outcomes.find(
    (one) => one.status === 'failed' && one.daemons.length === 0 && one.step.kind !== 'prune',
  );
  return failed?.status === 'failed' ? failed.problem : null;
}

const reloaded = (outcomes: readonly Outcome[]): boolean =>
  outcomes.every(({ status, step }) => status === 'done' || step.phase !== 'refresh');

/** The moment by the clock that files are dated by: processes are compared with it. */
async function fileClock(hands: Hands, folder: string): Promise<number> {
  const path = `${folder}/clock`;
  await hands.remove(path);
  const made = (await hands.makeFile(path, 0o600)) === null ? await hands.stand(path) : null;
  await hands.remove(path);
  return made?.mtimeMs ?? hands.now();
}

/** What was to be adopted and is as it should be: who else bears its name elsewhere is no conflict any more. */
function withShadows(memory: Memory, survey: Survey, failed: ReadonlySet<string>): Memory {
  const adopted = survey.plan.changes.filter(
    ({ name, kind }) => survey.terms.adopt.has(name) && kind !== 'conflict' && kind !== 'blocked' && !failed.has(name),
  );
  return adopted.reduce((known, { name }) => shadowed(known, name, elsewhere(survey, name)), memory);
}

const elsewhere = ({ observed }: Survey, name: string): readonly string[] =>
  observed.daemons.find((one) => one.name === name)?.units.flatMap((unit) => unit.elsewhere) ?? [];
