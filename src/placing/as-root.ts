// A command as root: through sudo, or plainly for who is root already. Words in, a Step out; it runs nothing.

import type { Argv, Phase, Step } from '../model.ts';
import type { StepContext } from '../platform.ts';

export type Run = Extract<Step, { kind: 'run' }>;
export type Extra = Pick<Run, 'alsoOk' | 'timeoutMs' | 'retryForMs' | 'undo'>;

/** The whole of an argv as root: without sudo for who is root already. */
export function asRoot(context: StepContext, argv: Argv): Argv {
  if (context.facts.account.uid === 0) return argv;
  return context.sudo === 'no-prompt' ? ['sudo', '-n', ...argv] : ['sudo', ...argv];
}

export const privilege = (context: StepContext): { readonly privileged?: true } =>
  context.facts.account.uid === 0 ? {} : { privileged: true };

export function rootRun(
  context: StepContext,
  phase: Phase,
  daemons: readonly string[],
  argv: Argv,
  extra: Extra = {},
): Run {
  return { kind: 'run', phase, daemons, ...privilege(context), argv: asRoot(context, argv), ...extra };
}

/** As somebody else than root: for what is done in places where that user could lead root astray. */
export function userRun(
  context: StepContext,
  phase: Phase,
  daemons: readonly string[],
  user: string,
  argv: Argv,
  extra: Extra = {},
): Run {
  const words = ['sudo', ...(context.sudo === 'no-prompt' ? ['-n'] : []), '-u', user, ...argv] as const;
  return { kind: 'run', phase, daemons, ...privilege(context), argv: words, ...extra };
}
