// How commands reach launchd: the login domain of the user, or root's through sudo. Words in, a Step out; it runs nothing.

import type { Domain, Facts, Phase, UnitRef } from '../model.ts';
import { type Extra, rootRun, type Run } from '../placing/as-root.ts';
import type { StepContext } from '../platform.ts';

/** A label of one daemon. */
export interface Turn extends UnitRef {
  readonly daemon: string;
}

export const domainTarget = (domain: Domain, { account }: Pick<Facts, 'account'>): string =>
  domain === 'system' ? 'system' : `gui/${account.uid ?? account.user}`;

export const target = ({ id, domain }: UnitRef, facts: Pick<Facts, 'account'>): string =>
  `${domainTarget(domain, facts)}/${id}`;

/**
 * `launchctl` with these words. Those of root's are run one after the other, each of them shown; of the user's own all with the
 * same `alongside` may run at a time.
 */
export function launchctl(
  context: StepContext,
  phase: Phase,
  { domain, daemon }: Turn,
  words: readonly string[],
  { alongside, ...extra }: Extra & { readonly alongside?: number } = {},
): Run {
  const argv = ['launchctl', ...words] as const;
  if (domain === 'system') return rootRun(context, phase, [daemon], argv, extra);
  return { kind: 'run', phase, daemons: [daemon], argv, ...extra, ...(alongside === undefined ? {} : { alongside }) };
}
