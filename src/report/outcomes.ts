// The outcomes of a run, one by one → what became of each daemon, told as soon as it is known. Keeps count of the steps that
// are still to come for each; prints nothing, and asks nobody.
import type { Arrival, Change, Outcome, Plan, Problem, Step } from '../model.ts';

export interface Fate {
  readonly name: string;
  readonly change: Change;
  readonly result: 'done' | 'failed' | 'interrupted';
  /** Of the units that were waited for. */
  readonly arrivals: readonly Arrival[];
  /** What went wrong first. */
  readonly problem: Problem | null;
  /** Slow, but well. */
  readonly warnings: readonly Problem[];
}

export interface Follower {
  /** Fates that are known now. A problem that is everybody's comes with `everybody`. */
  readonly take: (outcome: Outcome) => { readonly fates: readonly Fate[]; readonly everybody: Problem | null };
  /** All fates, in the order of the plan; those not yet told are of a run that was cut off. */
  readonly all: () => readonly Fate[];
}

interface Course {
  left: number;
  told: Fate | null;
  readonly arrivals: Arrival[];
  problem: Problem | null;
  interrupted: boolean;
  /** Another's step, or everybody's, failed before its own. */
  skipped: boolean;
}

export function following({ changes, steps }: Plan): Follower {
  const courses = new Map<string, Course>();
  const byName = new Map(changes.map((change) => [change.name, change]));
  for (const change of changes) {
    if (change.kind === 'keep' || change.kind === 'conflict' || change.kind === 'blocked') continue;
    const fresh = { left: 0, told: null, arrivals: [], problem: null, interrupted: false, skipped: false };
    courses.set(change.name, fresh);
  }
  for (const step of steps) for (const name of new Set(step.daemons)) if (courses.has(name)) bump(courses, name);
  let everybodys: Problem | null = null;
  return { take, all: () => [...courses].map(([name, course]) => course.told ?? fateOf(name, course, true)) };

  function take(outcome: Outcome): { fates: readonly Fate[]; everybody: Problem | null } {
    const names = outcome.status === 'done' ? outcome.step.daemons : outcome.daemons;
    const everybody =
      outcome.status === 'failed' && names.length === 0 && isGrave(outcome.step) ? outcome.problem : null;
    everybodys ??= everybody;
    const fates = names.flatMap((name): Fate[] => {
      const course = courses.get(name);
      if (!course) return [];
      course.left -= 1;
      if (outcome.status === 'failed' && isGrave(outcome.step)) course.problem ??= outcome.problem;
      if (outcome.status === 'skipped') {
        if (outcome.interrupted) course.interrupted = true;
        else course.skipped = true;
      } else course.arrivals.push(...(outcome.arrivals ?? []).filter(({ daemon }) => daemon === name));
      const known = course.left <= 0 || course.problem !== null;
      if (!known || course.told !== null) return [];
      course.told = fateOf(name, course, false);
      return [course.told];
    });
    return { fates, everybody };
  }

  function fateOf(name: string, course: Course, cutOff: boolean): Fate {
    const change = byName.get(name);
    if (!change) throw new Error(`no change is planned for ${name}`);
    const { problem } = course;
    // Waited for twice (that the old one goes, that the new one comes): the last says what is so.
    const arrivals = [...new Map(course.arrivals.map((one) => [one.id, one])).values()];
    const failed = problem !== null || (course.skipped && !course.interrupted);
    const result = failed ? 'failed' : course.interrupted || (cutOff && course.left > 0) ? 'interrupted' : 'done';
    const warnings = arrivals.flatMap((one) => (one.problem?.severity === 'warning' ? [one.problem] : []));
    return { name, change, result, arrivals, problem: problem ?? (failed ? everybodys : null), warnings };
  }
}

/** A folder that stays because it is not empty is nobody's failure. */
const isGrave = ({ kind }: Step): boolean => kind !== 'prune';

function bump(courses: ReadonlyMap<string, Course>, name: string): void {
  const course = courses.get(name);
  if (course) course.left += 1;
}
