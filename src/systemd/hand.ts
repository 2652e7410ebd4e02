// How commands reach a manager: a user's own, or the system's through sudo. Words in, a Step out; it runs nothing.

import type { Argv, Phase, Step } from '../model.ts';
import type { StepContext } from '../platform.ts';
import type { Turn } from './in-order.ts';

/** The two managers that a daemon of ours may belong to. */
export type Reach = 'user' | 'system';

export type Run = Extract<Step, { kind: 'run' }>;
type Extra = Pick<Run, 'alsoOk' | 'timeoutMs'>;

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

/** `systemctl` with these words. */
export function systemctl(
  context: StepContext,
  reach: Reach,
  phase: Phase,
  daemons: readonly string[],
  words: readonly string[],
  extra: Extra = {},
): Run {
  if (reach === 'system') return rootRun(context, phase, daemons, ['systemctl', ...words], extra);
  return { kind: 'run', phase, daemons, argv: ['systemctl', '--user', ...words], ...extra };
}

/** One call for all of them, or no step at all. Refused as a whole, they are tried one by one. */
export function batch(
  context: StepContext,
  reach: Reach,
  phase: Phase,
  verb: readonly string[],
  units: readonly Turn[],
  extra: Extra = {},
): readonly Run[] {
  if (units.length === 0) return [];
  const ids = units.map(({ id }) => id);
  const daemons = [...new Set(units.map(({ daemon }) => daemon))].toSorted();
  const each = units.map(({ id, daemon }) => ({ word: id, daemon }));
  const step = systemctl(context, reach, phase, daemons, [...verb, ...ids], extra);
  return [units.length > 1 ? { ...step, each } : step];
}
