// What the laws need of a system to be tried on it: its platform, and a stand-in machine that can be forked. Two of them; decides
// nothing.

import { launchd } from '../../src/launchd/manage.ts';
import type { Domain, Facts } from '../../src/model.ts';
import type { Platform } from '../../src/platform.ts';
import { systemd } from '../../src/systemd/manage.ts';
import { annsFacts } from './compiled.ts';
import * as mac from './launchd/mac-machine.ts';
import { SETTINGS } from './launchd/state.ts';
import type { World } from './model/world.ts';
import * as linux from './systemd-model.ts';

/** Who reads what by himself, and who is there to end: by unit. */
export interface Known {
  readonly reads: (id: string) => { readonly start: readonly string[]; readonly reload: readonly string[] };
  readonly ends: (id: string) => boolean;
}

export interface Rig<M extends AnyMachine> {
  readonly platform: Platform;
  readonly facts: () => Facts;
  readonly machine: (known: Known) => M;
  readonly forked: (machine: M) => M;
  readonly pass: (machine: M, untilMs: number) => void;
  readonly world: (machine: M, besides: (path: string) => boolean) => World;
  /** As the world calls it. */
  readonly unitKey: (domain: Domain, id: string) => string;
  /** What may be left behind of what is gone: folders that everybody shares, and what the system itself keeps. */
  readonly shared: RegExp;
  /** What launchd would be given for it, were it started by hand; absent: a manager has that anyway. */
  readonly ifGiven?: (machine: M, domain: Domain, path: string) => void;
  /** Fields that this system has no use for, in random manifests. */
  readonly without: readonly string[];
}

export type AnyMachine = linux.Machine | mac.MacMachine;

export const systemdRig: Rig<linux.Machine> = {
  platform: systemd,
  facts: () => annsFacts('systemd', { systemdVersion: 252 }),
  machine: ({ reads }) => linux.aMachine({ reads }),
  forked: linux.forked,
  pass: linux.pass,
  world: linux.world,
  unitKey: (domain, id) => `${domain === 'system' ? 'system' : 'user'}/${id}`,
  shared:
    /^\/home\/ann\/(\.local(\/share(\/systemd(\/timers)?)?|\/state)?|\.config(\/systemd(\/user)?)?)$|^\/var\/lib\/systemd\/timers$/,
  without: [],
};

/** A user that an example speaks of; in the stand-in world every stranger has one uid. */
const METRICS = { name: 'metrics', uid: 77, gid: 77, group: 'metrics', home: '/var/lib/metrics' } as const;

export const launchdRig: Rig<mac.MacMachine> = {
  platform: launchd,
  facts: () => annsFacts('launchd', { macosVersion: 26 }),
  machine: ({ reads, ends }) => mac.aMac({ reads, ends }, { accounts: [...SETTINGS.accounts, METRICS] }),
  ifGiven: (machine, domain, path) => {
    const target = domain === 'system' ? 'system' : 'gui/501';
    mac.run(machine, [...(domain === 'system' ? ['sudo'] : []), 'launchctl', 'bootstrap', target, path]);
  },
  forked: mac.forked,
  pass: mac.pass,
  world: mac.world,
  unitKey: (domain, id) => (domain === 'system' ? `system/${id}` : `gui/501/${id}`),
  shared: /^\/Users\/ann\/(\.local(\/share|\/state)?|Library\/LaunchAgents)$/,
  // No journal; and what it cannot do is an error there.
  without: ['journal'],
};
