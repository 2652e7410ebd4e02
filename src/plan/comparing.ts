// What comparing a daemon goes by, and the work of leaving it as it is. Types, and two small makers; pure.

import type { Change, DesiredDaemon, FoundFile, ObservedDaemon, Work } from '../model.ts';
import type { Rules } from '../platform.ts';
import type { Whose } from './ownership.ts';

export interface Comparing {
  readonly rules: Rules;
  readonly namespaces: ReadonlySet<string>;
  readonly adopt: ReadonlySet<string>;
  /** Nothing runs here now: only files and links. */
  readonly offline: boolean;
  /** The domain that it belongs in is not there now; others may be, where it was before. */
  readonly asleep?: boolean;
  readonly unfinished: boolean;
}

/** A file that was found, and whose it is. */
export interface Owned {
  readonly file: FoundFile;
  readonly owner: Whose;
}

export const NO_WORK: Work = {
  keep: [],
  ensure: [],
  write: [],
  chmod: [],
  remove: [],
  prune: [],
  stop: [],
  enable: [],
  disable: [],
  start: [],
  restart: [],
  reload: [],
  reset: [],
  refresh: false,
  refreshAlso: [],
  await: [],
};

/** Not looked at, because it was not asked for. */
export const leave = (want: DesiredDaemon | undefined, have: ObservedDaemon): Change => ({
  name: have.name,
  kind: 'keep',
  domain: want?.domain ?? have.remembered?.domain ?? 'user',
  because: [],
  effect: 'none',
  work: NO_WORK,
  weights: {},
  running: {},
});
