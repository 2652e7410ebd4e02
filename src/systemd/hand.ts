// How commands reach a manager: a user's own, or the system's through sudo. Words in, a Step out; it runs nothing.

import type { Phase } from '../model.ts';
import { type Extra, rootRun, type Run } from '../placing/as-root.ts';
import type { StepContext } from '../platform.ts';
import type { Turn } from './in-order.ts';

/** The two managers that a daemon of ours may belong to. */
export type Reach = 'user' | 'system';

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
