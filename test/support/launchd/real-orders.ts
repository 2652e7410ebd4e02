// What only a test may tell the stand-in for launchd: sessions that come and go, knobs, and what is really there, without the
// texts that launchctl prints. Types, and the looking.

import type { RealBody } from './real-body.ts';
import { allServices, type FakeLaunchd, type LaunchdSettings, overridesOf, type Service } from './state.ts';

export type Order =
  /** Answers when it is ready to be asked. */
  | { readonly do: 'ready' | 'forgive' | 'jobs' | 'begun' | 'overrides' | 'reboot' }
  | { readonly do: 'login' | 'logout'; readonly uid?: number }
  /** Over what is set. */
  | { readonly do: 'set'; readonly settings: Partial<LaunchdSettings> }
  /** A bootstrap by somebody else. */
  | { readonly do: 'load'; readonly domain: string; readonly path: string; readonly uid: number }
  /** The path bears the mark of what was loaded from elsewhere. */
  | { readonly do: 'quarantine'; readonly path: string }
  /** Each call by sudo asks for a password, which nobody can give. */
  | { readonly do: 'password'; readonly asked: boolean }
  /** The next calls of launchctl that begin with these words are refused so, without being looked at. */
  | {
      readonly do: 'refuse';
      readonly words: string;
      readonly times: number;
      readonly code: number;
      readonly stderr: string;
    };

export interface SeenJob {
  readonly domain: string;
  readonly label: string;
  readonly path: string | null;
  readonly pid: number | null;
  readonly runs: number;
  readonly state: string;
  readonly leaving: boolean;
  readonly status: number | null;
  readonly definition: Service['definition'];
}

export const jobsOf = (fake: FakeLaunchd): readonly SeenJob[] =>
  allServices(fake).map(({ domain, label, path, pid, runs, state, leaving, lastExit, definition }) => ({
    domain,
    label,
    path,
    pid,
    runs,
    state,
    leaving,
    status: lastExit === null ? null : lastExit.kind === 'code' ? lastExit.code : 128,
    definition,
  }));

export const begunBy = ({ begun }: RealBody): Readonly<Record<string, readonly number[]>> => Object.fromEntries(begun);

export const overridesIn = (fake: FakeLaunchd, uid: number): Readonly<Record<string, boolean>> => ({
  ...overridesOf(fake, { kind: 'user', uid }),
  ...overridesOf(fake, { kind: 'system', uid: 0 }),
});
