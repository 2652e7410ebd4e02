// A unit that was looked at, with what is to become of it. Types, and what counts as alive. Pure.

import type { DesiredUnit, FoundUnit, Reason, UnitRef, Weight } from '../model.ts';
import type { Running } from './stale.ts';

export interface Weighed {
  readonly unit: DesiredUnit;
  readonly found: FoundUnit | null;
  readonly weight: Weight;
  readonly running: Running | null;
  readonly byHand: boolean;
}

/** What is to become of one unit. `remark`: nothing is done, but it is worth saying. */
export type Verb = 'start' | 'restart' | 'reload' | 'stop' | 'reset' | 'remark' | 'nothing';

export interface Verdict {
  readonly verb: Verb;
  readonly because: readonly Reason[];
}

export type Judged = Weighed & Verdict;

export const isAlive = ({ state: { kind } }: FoundUnit): boolean =>
  kind === 'up' ||
  kind === 'starting' ||
  kind === 'reloading' ||
  kind === 'stopping' ||
  kind === 'looping' ||
  kind === 'armed';

/** What a look does not tell of is not there. */
export const nowhere = ({ id, domain }: UnitRef): FoundUnit => ({
  id,
  domain,
  role: 'service',
  state: { kind: 'down', exited: null },
  load: 'absent',
  links: [],
  elsewhere: [],
  dropIns: [],
  invocation: null,
  startedMs: null,
});
