// Changes → the steps of a plan, with the very commands: in the order of PHASES, one call per verb and manager. Pure: what is
// decided was decided before; here it is only put into systemd's words.

import { PHASES, type Change, type Step } from '../model.ts';
import type { Rules, StepContext } from '../platform.ts';
import { emptyFolderSteps, keepSteps, placeSteps, removeSteps } from '../placing/files.ts';
import { leftToRoot as leftTo } from '../placing/left-to-root.ts';
import { unitFolder } from '../places.ts';
import { ROOTS } from './roots.ts';
import { stopSeconds } from './stop-time.ts';
import {
  disableSteps,
  enableSteps,
  lingerStep,
  ownSteps,
  partOf,
  refreshSteps,
  resetSteps,
  startSteps,
  stopSteps,
} from './unit-steps.ts';

export const steps: Rules['steps'] = (every, context) => {
  const changes = every.filter(hasWork);
  const parts = (['user', 'system'] as const).map((reach) => partOf(reach, changes, context));
  const files = [
    ...changes.flatMap((change) => keepSteps(change, context)),
    ...changes.flatMap((change) => placeSteps(change, context, ROOTS)),
    // While the units are there: what enables them is found by what they say.
    ...parts.flatMap(disableSteps),
    ...changes.flatMap((change) => removeSteps(change, context, ROOTS)),
    ...emptyFolderSteps(changes, context, ROOTS),
    ...parts.flatMap(enableSteps),
  ];
  if (context.offline) return leftToRoot(files, context);
  const all = inPhases([
    ...parts.flatMap(stopSteps),
    ...files,
    ...parts.flatMap(refreshSteps),
    ...parts.flatMap(resetSteps),
    ...lingerStep('enable-linger', changes, context),
    ...parts.flatMap(startSteps),
    ...awaitStep(changes, context),
    ...parts.flatMap(ownSteps),
    // It may end the manager, and us with it.
    ...lingerStep('disable-linger', changes, context),
  ]);
  return leftToRoot(all, context);
};

const leftToRoot = (all: readonly Step[], context: StepContext): readonly Step[] =>
  leftTo(all, context, unitFolder(context.facts, false));

/** Most changes of most plans are none. */
const hasWork = ({ work, because }: Change): boolean =>
  Object.values(work).some((part) => (Array.isArray(part) ? part.length > 0 : part === true)) ||
  because.some(({ kind }) => kind === 'linger' || kind === 'unlinger');

const inPhases = (all: readonly Step[]): readonly Step[] =>
  PHASES.flatMap((phase) => all.filter((step) => step.phase === phase));

/** All at once: waiting for one is waiting for all. */
function awaitStep(changes: readonly Change[], context: StepContext): readonly Step[] {
  const targets = changes.flatMap(({ name, work }) =>
    work.await.filter((target) => target.id !== context.observed.self).map((target) => ({ ...target, daemon: name })),
  );
  if (targets.length === 0) return [];
  // What is restarted has to stop first, and that is not the time that the start is given.
  const stopping = changes.flatMap(({ name, work }) => work.restart.map(({ id }) => ({ id, daemon: name })));
  const deadlineMs = context.timeoutMs + 1000 * Math.max(0, ...stopping.map((turn) => stopSeconds(turn, context)));
  const daemons = [...new Set(targets.map(({ daemon }) => daemon))].toSorted();
  return [{ kind: 'await', phase: 'settle', daemons, targets, stableMs: context.stableMs, deadlineMs }];
}
