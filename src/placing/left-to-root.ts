// The steps of a plan of which a person runs root's part by hand → what is left of it for us: all for the daemons that need no
// root; for the others only what those commands find prepared. A daemon is never stopped for a successor that may not come. Pure.

import type { Step } from '../model.ts';
import { narrowed } from '../apply/narrow.ts';
import type { StepContext } from '../platform.ts';

/** `units`: the folder of the user's own manager. */
export function leftToRoot(steps: readonly Step[], context: StepContext, units: string): readonly Step[] {
  if (context.sudo !== 'print') return steps;
  const roots = new Set(steps.filter(({ privileged }) => privileged).flatMap(({ daemons }) => daemons));
  return steps.flatMap((step): readonly Step[] => {
    if (step.privileged || isPreparation(step, units)) return [step];
    const rest = narrowed(step, new Set(step.daemons.filter((name) => !roots.has(name))));
    return rest === null ? [] : [rest];
  });
}

/** Files that root's commands take, and what the daemon needs at its start; but no unit of the user's own manager. */
const isPreparation = (step: Step, units: string): boolean =>
  step.kind === 'ensure' || step.kind === 'copy' || (step.kind === 'write' && !step.file.path.startsWith(`${units}/`));
