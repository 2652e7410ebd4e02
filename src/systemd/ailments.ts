// What was found around a user's systemd — the bus, linger, the manager's own release, control groups, the clock — and what the
// daemons need of it → findings. Pure; examine.ts looks.

import { type Finding, note, problem, warning } from '../doctor/finding.ts';
import type { Daemon } from '../model.ts';

export interface Around {
  readonly user: string;
  readonly uid: number;
  /** Does a manager answer? */
  readonly reachable: boolean;
  readonly runtime: {
    /** $XDG_RUNTIME_DIR; null: not set. */
    readonly asked: string | null;
    /** Whose that folder is; null: it is not there. */
    readonly owner: number | null;
    /** /run/user/UID is there, and ours. */
    readonly usualIsOurs: boolean;
  };
  /** $DBUS_SESSION_BUS_ADDRESS. */
  readonly busAddress: string | null;
  /** The session's bus has a socket; null: that was not to be seen. */
  readonly busSocket: boolean | null;
  readonly underSudo: boolean;
  /** null: nobody knows. */
  readonly linger: boolean | null;
  /** May we switch it on without root? Asked only where it is wanted and off. */
  readonly mayLinger: boolean | null;
  readonly installed: number | null;
  /** What the running manager says of itself: `252.39-1~deb12u1`. */
  readonly running: string | null;
  readonly clockSynchronised: boolean | null;
  readonly cgroup2: boolean | null;
  /** Controllers that the manager was given; null: not to be seen. */
  readonly controllers: { readonly user: readonly string[] | null; readonly system: readonly string[] | null };
}

export interface Wanting {
  readonly daemons: readonly Daemon[];
  /** Names of daemons that start with the machine under the user's manager, and are installed so. */
  readonly needLinger: readonly string[];
}

export function judgeAround(around: Around, wanting: Wanting): readonly Finding[] {
  return [
    ...environment(around),
    ...linger(around, wanting),
    ...release(around),
    // Where no manager answers, its control groups are nobody's concern.
    ...(around.reachable ? unkept(around, wanting.daemons) : []),
    ...clock(around, wanting.daemons),
  ];
}

function environment({ runtime, uid, user, reachable, busAddress, busSocket, underSudo }: Around): Finding[] {
  const usual = `/run/user/${uid}`;
  const found: Finding[] = [];
  // Where none answers, that is the reason, and told already.
  if (underSudo && reachable)
    found.push(
      problem('under-sudo', {
        what: 'this is root through sudo, not you',
        why: 'daemons belong to a person: what is looked at here is root’s own manager, not yours',
        mend: 'run daemonsync as yourself, without sudo',
      }),
    );
  const { asked, owner } = runtime;
  const mend = runtime.usualIsOurs
    ? `export XDG_RUNTIME_DIR=${usual}, or log in properly: \`ssh ${user}@localhost\`, \`machinectl shell ${user}@\``
    : `log in properly: \`ssh ${user}@localhost\`, \`machinectl shell ${user}@\`, not su or sudo`;
  if (asked !== null && owner !== null && owner !== uid)
    found.push(
      warning('runtime-dir', {
        what: `XDG_RUNTIME_DIR is ${asked}, which belongs to another user (uid ${owner})`,
        why: 'su and sudo hand it down: `systemctl --user` and all that uses the session’s bus then knock at another user’s door',
        mend,
      }),
    );
  else if (asked !== null && owner === null)
    found.push(
      warning('runtime-dir', {
        what: `XDG_RUNTIME_DIR is ${asked}, which is not there`,
        why: '`systemctl --user` does not find its manager with it; daemonsync looks elsewhere too',
        mend,
      }),
    );
  else if (asked === null && reachable)
    found.push(
      note('runtime-dir', {
        what: 'XDG_RUNTIME_DIR is not set here',
        why: `daemonsync finds the manager all the same; \`systemctl --user\` and \`journalctl --user\` do not`,
        mend: `export XDG_RUNTIME_DIR=${usual}`,
      }),
    );
  const other = /\/run\/user\/(\d+)\//.exec(busAddress ?? '')?.[1];
  if (other !== undefined && Number(other) !== uid)
    found.push(
      warning('session-bus', {
        what: `DBUS_SESSION_BUS_ADDRESS leads to another user (uid ${other})`,
        why: 'su and sudo hand it down; what uses the session’s bus from here is refused',
        mend: 'unset DBUS_SESSION_BUS_ADDRESS, or log in properly',
      }),
    );
  if (reachable && busSocket === false)
    found.push(
      note('session-bus', {
        what: 'there is no session bus for this user',
        why: 'daemonsync and systemd do without it; programs that notify, or ask a keyring, do not',
        mend: 'install it if a daemon needs it (Debian: sudo apt-get install dbus-user-session), then log in again',
      }),
    );
  return found;
}

function linger({ linger: on, mayLinger, user, installed }: Around, { needLinger, daemons }: Wanting): Finding[] {
  const wants =
    needLinger.length > 0 || daemons.some(({ when, boot }) => when === 'boot' && boot?.as === 'user-manager');
  const found: Finding[] = [];
  if (on === false && needLinger.length > 0)
    found.push(
      problem('linger', {
        what: `linger is off for ${user}, and ${needLinger.join(', ')} ${needLinger.length === 1 ? 'is' : 'are'} to start with the machine`,
        why: 'without it the manager of a user starts at the first login, and ends with the last',
        mend: `daemonsync apply, or loginctl enable-linger ${user}`,
      }),
    );
  if (on === false && wants && mayLinger === false)
    found.push(
      problem('linger-refused', {
        what: `${user} may not switch linger on without root`,
        why: 'daemons with `when: boot` need it, and apply would be refused',
        mend: `sudo loginctl enable-linger ${user}`,
      }),
    );
  if (installed === 255 && (on === true || wants))
    found.push(
      note('systemd-255', {
        what: 'this is systemd 255, of which some builds end what lingers all the same',
        why: 'daemons with `when: boot` may be gone after the last logout, though linger is on',
        mend: 'bring systemd up to date; `loginctl show-user -p Linger -p State` tells how it stands',
      }),
    );
  return found;
}

function release({ installed, running }: Around): Finding[] {
  const major = Number.parseInt(running ?? '', 10);
  if (installed === null || Number.isNaN(major) || major === installed) return [];
  return [
    warning('old-manager', {
      what: `the manager that runs is systemd ${running}, and systemd ${installed} is installed`,
      why: 'it was not started anew since the upgrade: units go by what the old one knows',
      mend: 'systemctl --user daemon-reexec',
    }),
  ];
}

/** Which controller each limit is kept by. */
const CONTROLLERS = [
  { controller: 'memory', field: 'limits.memory', asks: ({ limits }: Daemon) => limits.memoryBytes !== null },
  { controller: 'pids', field: 'limits.processes', asks: ({ limits }: Daemon) => limits.processes !== null },
  {
    controller: 'cpu',
    field: 'limits.cpu or priority',
    asks: ({ limits, priority }: Daemon) => limits.cpuPercent !== null || priority !== 'standard',
  },
] as const;

function unkept({ controllers, cgroup2, uid }: Around, daemons: readonly Daemon[]): Finding[] {
  const found: Finding[] = [];
  for (const daemon of daemons) {
    const system = daemon.boot?.as === 'system';
    const given = system ? controllers.system : controllers.user;
    for (const { controller, field, asks } of CONTROLLERS) {
      if (!asks(daemon)) continue;
      const common = { daemon: daemon.name, why: 'the limit is accepted and then kept by nobody' };
      if (cgroup2 === false && !system)
        found.push(
          warning('cgroup', {
            ...common,
            what: `\`${daemon.name}\`: ${field} has no effect: this machine has control groups of version 1`,
            mend: 'boot with systemd.unified_cgroup_hierarchy=1, or take the limit out',
          }),
        );
      else if (given !== null && !given.includes(controller))
        found.push(
          warning('cgroup', {
            ...common,
            what: `\`${daemon.name}\`: ${field} has no effect: the manager was not given the \`${controller}\` controller`,
            mend: system
              ? `boot without cgroup_disable=${controller}`
              : `sudo systemctl edit user@${uid}.service, and write [Service] and Delegate=cpu memory pids io; then log in again`,
          }),
        );
    }
  }
  return found;
}

function clock({ clockSynchronised }: Around, daemons: readonly Daemon[]): Finding[] {
  if (clockSynchronised !== false) return [];
  const words = {
    what: 'the clock of this machine is not kept right by anybody',
    why: 'schedules run when it says so, and certificates are judged by it',
    mend: 'sudo timedatectl set-ntp true',
  };
  return [daemons.some(({ schedule }) => schedule !== null) ? warning('clock', words) : note('clock', words)];
}
