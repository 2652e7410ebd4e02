// start, stop and restart: the same look and the same hands as apply's, with a plan that a person asked for.
import { held, unheld } from '../memory/applied.ts';
import { byHand, type Verb } from '../plan/by-hand.ts';
import type { ExitName } from '../exit-codes.ts';
import type { Change, Memory, Problem } from '../model.ts';
import { stepContext, type Survey } from '../reconcile.ts';
import { takeAim } from './aim.ts';
import { atWork } from './at-work.ts';
import type { Session } from './context.ts';
import { endedEarly } from './ended.ts';

export async function handy(session: Session, verb: Verb): Promise<ExitName> {
  const aimed = await takeAim(session, verb, { changes: true });
  if ('exit' in aimed) return endedEarly(session, aimed, 'byHand');
  const names = [...new Set(session.args.words)];
  return atWork(
    session,
    { ...aimed, terms: { ...aimed.terms, guarded: false } },
    {
      what: verb,
      rollback: false,
      plan: (found) => planned(found, verb, names),
      alter: (memory, done) => remembered(memory, verb, names, done, Date.now()),
    },
  );
}

function planned(found: Survey, verb: Verb, names: readonly string[]): Survey | Problem {
  const { aim, terms, platform, connected, observed, plan, number } = found;
  const changes: Change[] = [];
  const self = platform.rereads ? null : observed.self;
  for (const pending of plan.changes) {
    if (!names.includes(pending.name)) continue;
    const want = aim.desired.find(({ name }) => name === pending.name);
    const have = observed.daemons.find(({ name }) => name === pending.name);
    if (!want || !have) continue;
    const change = byHand(verb, { want, have, pending, self });
    if ('severity' in change) return change;
    changes.push(change);
  }
  const steps = platform.steps(changes, stepContext(aim, terms, observed, connected, number));
  return { ...found, plan: { changes, steps } };
}

/** Stopped or started by hand: so it stays, until a hand changes it again. */
function remembered(
  memory: Memory,
  verb: Verb,
  names: readonly string[],
  done: ReadonlySet<string>,
  nowMs: number,
): Memory {
  // Who was held before still is, since then.
  const isHeld = (name: string): boolean => verb === 'stop' && !done.has(name) && memory.daemons[name]?.held != null;
  const these = names.filter((name) => (done.has(name) || memory.daemons[name] !== undefined) && !isHeld(name));
  return these.reduce((all, name) => (verb === 'stop' ? held(all, name, nowMs) : unheld(all, name)), memory);
}
