// Changes → the steps of a plan, with the very commands: in the order of PHASES. Pure: what is decided was decided before; here
// it is only put into launchd's words.

import { type Awaited, type Change, PHASES, type Step } from '../model.ts';
import { emptyFolderSteps, keepSteps, placeSteps, removeSteps } from '../placing/files.ts';
import { leftToRoot as leftTo } from '../placing/left-to-root.ts';
import { asRoot, privilege } from '../placing/as-root.ts';
import type { Rules, StepContext } from '../platform.ts';
import { target } from './hand.ts';
import { reloadSteps } from './reload-steps.ts';
import { ROOTS } from './roots.ts';
import { type Start, startsOf } from './starts.ts';
import { enableSteps, refreshSteps, startSteps, stopSteps } from './unit-steps.ts';

export const steps: Rules['steps'] = (every, context) => {
  const changes = every.filter(({ kind }) => kind === 'create' || kind === 'update' || kind === 'remove');
  const files = [
    ...changes.flatMap((change) => keepSteps(change, context)),
    ...changes.flatMap((change) => placeSteps(change, context, ROOTS)),
    ...changes.flatMap((change) => removeSteps(change, context, ROOTS)),
    ...emptyFolderSteps(changes, context, ROOTS),
  ];
  if (context.offline) return leftToRoot(files, context);
  const starts = startsOf(changes, context);
  const all = inPhases([
    ...stopSteps(changes, context),
    ...files,
    ...refreshSteps(starts, context),
    ...enableSteps(changes, context),
    ...startSteps(starts, context),
    ...reloadSteps(changes, context),
    ...awaitStep(changes, starts, context),
  ]);
  return leftToRoot(all, context);
};

const leftToRoot = (all: readonly Step[], context: StepContext): readonly Step[] =>
  leftTo(all, context, `${context.facts.account.home}/Library/LaunchAgents`);

const inPhases = (all: readonly Step[]): readonly Step[] =>
  PHASES.flatMap((phase) => all.filter((step) => step.phase === phase));

/** All at once: waiting for one is waiting for all. What was to go has been waited for before. */
function awaitStep(changes: readonly Change[], starts: readonly Start[], context: StepContext): readonly Step[] {
  const byLabel = new Map(starts.map((start) => [start.turn.id, start]));
  const targets = changes.flatMap(({ name, work }) =>
    work.await
      .filter(({ until }) => until !== 'down' && until !== 'gone')
      .map((one) => ({ ...one, ...nudgeOf(one, byLabel.get(one.id), context), daemon: name })),
  );
  if (targets.length === 0) return [];
  const daemons = [...new Set(targets.map(({ daemon }) => daemon))].toSorted();
  const { stableMs, timeoutMs: deadlineMs } = context;
  return [{ kind: 'await', phase: 'settle', daemons, targets, stableMs, deadlineMs }];
}

/** launchd has been seen to take what says that it is to run at once, and to do nothing about it for minutes (L49). */
function nudgeOf(one: Awaited, start: Start | undefined, context: StepContext): Pick<Awaited, 'nudge'> {
  if (!start?.byItself || start.isHeld || one.until === 'armed') return {};
  const argv = ['launchctl', 'kickstart', target(one, context.facts)] as const;
  if (one.domain !== 'system') return { nudge: { argv } };
  return { nudge: { argv: asRoot(context, argv), ...privilege(context) } };
}
