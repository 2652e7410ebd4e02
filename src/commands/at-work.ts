// The body of every command that changes something: lock, look, show the plan, ask where a person should be asked, carry it out,
// put back what does not come up, look again, and say what became of it. What is to be changed, the commands say.
import { type Asked, recording } from '../known/asked.ts';
import { type Carried, carryOut } from '../carry-out.ts';
import { type ExitName, weightiest } from '../exit-codes.ts';
import { inConflict } from '../plan/index.ts';
import { takeLock } from '../memory/lock.ts';
import { markEnds } from '../logs/last-lines.ts';
import { nodeLogs } from '../logs/node-logs.ts';
import { rotateLogs, sizesToRotate } from '../logs/rotate.ts';
import type { Change, Memory, Problem } from '../model.ts';
import { type Survey, survey, type Terms } from '../reconcile.ts';
import type { Fate } from '../report/outcomes.ts';
import type { PutBack } from '../report/run.ts';
import type { Aimed } from './aim.ts';
import { mayGoOn } from './asking.ts';
import type { Session } from './context.ts';
import { putBack } from './put-back.ts';
import { type Telling, tellerOf } from './telling.ts';

export interface Job {
  /** The command's name, for the history and for whoever finds the lock taken. */
  readonly what: string;
  /** Asked of the survey before anything is shown: the plan may be another's than the planner's. */
  readonly plan?: (found: Survey) => Survey | Problem;
  readonly alter?: (memory: Memory, done: ReadonlySet<string>) => Memory;
  /** When all went well: the last thing that is done while the lock is held. */
  readonly afterwards?: (found: Survey, carried: Carried) => Promise<readonly Problem[]>;
  /** How it is run again, where that is not as it was run. */
  readonly again?: string;
  /** Put the previous definition back where the new one does not come up. */
  readonly rollback: boolean;
  /** After the last look: what was found, and what it went by where that was another look than the first. */
  readonly onLookedAgain?: (found: Survey, again: Asked | null) => Promise<void>;
}

/** What there is to say at the end, for --json too. */
export interface Worked {
  readonly found: Survey | null;
  readonly fates: readonly Fate[];
  readonly back: readonly PutBack[];
  readonly carried: Carried | null;
  readonly after: Survey | null;
  readonly problems: readonly Problem[];
  readonly exit: ExitName;
}

export async function atWork(session: Session, aimed: Aimed, job: Job): Promise<ExitName> {
  const began = session.now();
  const teller = tellerOf(session, aimed, job.what, job.again ?? [job.what, ...session.args.words].join(' '));
  // Not by the hands that note down what they look at: a lock comes and goes.
  const taken = await takeLock(await session.host(), aimed.aim.facts, { pid: session.pid, what: job.what });
  if (!('lock' in taken)) return teller.end(refused(taken.heldBy === null ? 'failed' : 'locked', taken.problem), began);
  let stopping = false;
  const stopListening = session.onInterrupt(() => {
    stopping = true;
    teller.interrupted();
  });
  try {
    return teller.end(await working(session, aimed, job, teller, () => stopping), began);
  } finally {
    stopListening();
    await taken.lock.release();
  }
}

const refused = (exit: ExitName, problem: Problem, found: Survey | null = null): Worked => ({
  found,
  fates: [],
  back: [],
  carried: null,
  after: null,
  problems: [problem],
  exit,
});

async function working(
  session: Session,
  aimed: Aimed,
  job: Job,
  teller: Telling,
  stop: () => boolean,
): Promise<Worked> {
  const { hands, aim, platform } = aimed;
  let found = await survey(platform, hands, aim, aimed.terms);
  if ('unreachable' in found) return refused('unreachable', found.unreachable);
  if (found.refused) return refused(found.refused.as, found.refused.problem, found);
  let needsRoot = false;
  if (hasPrivileged(found) && found.terms.sudo !== 'print' && !(await mayBeRoot(found))) {
    // Nobody can be asked for a password: what needs root is left, and shown.
    needsRoot = true;
    const again = await survey(platform, hands, aim, { ...aimed.terms, sudo: 'print' });
    if ('unreachable' in again) return refused('unreachable', again.unreachable);
    found = again;
  }
  const planned = job.plan ? job.plan(found) : found;
  if ('severity' in planned) return refused('failed', planned, found);
  teller.plan(planned);
  const { changes, steps } = planned.plan;
  const idle =
    steps.length === 0 && changes.every(({ kind }) => kind === 'keep' || kind === 'conflict' || kind === 'blocked');
  if (!idle && !(await mayGoOn(session, aimed, planned)))
    return { ...refused('pending', DECLINED, planned), problems: [] };

  const marks = new Map(aim.desired.map(({ name, care }) => [name, () => markEnds(nodeLogs, care.logs)] as const));
  const began = new Map(
    changes.filter(({ effect }) => effect !== 'none').map(({ name }) => [name, marks.get(name)?.() ?? []] as const),
  );
  teller.begin(planned, began);
  const carried = await carryOut(planned, job.what, { stop, ...teller.carrying }, job.alter);
  if (carried.problem) {
    const problems = [...planned.warnings, carried.problem];
    return { ...refused('failed', carried.problem, planned), problems };
  }
  const failed = carried.fates.filter(({ result }) => result === 'failed');
  const back = job.rollback && !carried.interrupted ? await putBack(planned, failed) : [];
  const later =
    job.afterwards && failed.length === 0 && !carried.interrupted ? await job.afterwards(planned, carried) : [];
  const { problems: unrotated } = await rotateLogs(
    nodeLogs,
    await sizesToRotate(
      hands,
      aim.desired.map(({ name, care }) => ({ name, logs: care.logs })),
    ),
  );
  const terms: Terms = { ...planned.terms, adopt: new Set(), guarded: false };
  const recorder = recording(await session.host());
  const again = idle ? planned : await survey(platform, recorder.hands, aim, terms);
  const after = 'unreachable' in again ? null : again;
  if (after) await job.onLookedAgain?.(after, idle ? null : recorder.asked());
  const exits: ExitName[] = [
    carried.interrupted ? 'interrupted' : 'ok',
    failed.length > 0 || carried.everybody !== null ? 'failed' : 'ok',
    changes.some(isAmiss) ? 'failed' : 'ok',
    inConflict(changes) ? 'conflict' : 'ok',
    needsRoot || carried.printed.length > 0 ? 'root' : 'ok',
  ];
  const problems = [...planned.warnings, ...carried.warnings, ...later, ...unrotated];
  return { found: planned, fates: carried.fates, back, carried, after, problems, exit: weightiest(exits) };
}

const DECLINED: Problem = { severity: 'error', code: 'declined', message: 'nothing was changed' };

/** Who only waits for another is no worse off than that one, whose own exit this is. */
const isAmiss = ({ kind, because }: Change): boolean =>
  kind === 'blocked' && !because.some((reason) => reason.kind === 'waits-for');

const hasPrivileged = ({ plan }: Survey): boolean => plan.steps.some(({ privileged }) => privileged === true);

/** sudo may ask at a terminal; where it may not, it has to let us in without. */
async function mayBeRoot({ terms, connected }: Survey): Promise<boolean> {
  return terms.sudo === 'ask' || (await connected.host.run(['sudo', '-n', 'true'])).code === 0;
}

/** What goes because a person said so, not because the manifest does. */
export const asAsked = (found: Survey): Survey => ({
  ...found,
  plan: {
    ...found.plan,
    changes: found.plan.changes.map((change) =>
      change.kind === 'remove'
        ? { ...change, because: [{ kind: 'asked' }, ...change.because.filter(({ kind }) => kind !== 'left')] }
        : change,
    ),
  },
});
