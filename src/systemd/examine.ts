// What is around a user's systemd, looked at for doctor: variables, folders, logind, control groups, the clock; then judged by
// ailments.ts. Reads only, waits for nothing long, and works where no manager answers.

import type { Finding } from '../doctor/finding.ts';
import type { Subject } from '../doctor/subject.ts';
import type { Hands } from '../host.ts';
import type { Platform } from '../platform.ts';
import { type Around, judgeAround } from './ailments.ts';
import { installedRelease } from './release.ts';
import { blocksOf } from './show.ts';

/** Nobody should wait for a bus that does not answer. */
const SOON = { timeoutMs: 3000 } as const;

export const examine: NonNullable<Platform['examine']> = async (host, subject) => {
  const around = await lookAround(host, subject);
  const installed = subject.observed.flatMap(({ memory }) => Object.entries(memory.daemons));
  const wanted = (name: string): boolean => subject.only === null || subject.only.includes(name);
  const needLinger = installed.filter(([name, { linger }]) => linger && wanted(name)).map(([name]) => name);
  return judgeAround(around, {
    daemons: subject.daemons,
    needLinger: [...new Set(needLinger)],
  }) satisfies readonly Finding[];
};

export async function lookAround(host: Hands, subject: Subject): Promise<Around> {
  const { facts, connected, daemons, observed } = subject;
  const { uid } = await host.caller();
  const asked = host.environment('XDG_RUNTIME_DIR') || null;
  const folder = asked === null ? null : await host.look(asked);
  const usual = await host.look(`/run/user/${uid}`);
  const booted = (await host.look('/run/systemd/system')) !== null;
  const own = connected?.host.environment('XDG_RUNTIME_DIR') ?? null;
  const linger = booted ? (await host.stand(`/var/lib/systemd/linger/${facts.account.user}`)) !== null : null;
  const boot = daemons.some(({ when, boot: at }) => when === 'boot' && at?.as === 'user-manager');
  const wants = boot || observed.some(({ memory }) => Object.values(memory.daemons).some((one) => one.linger));
  const shown = connected === null ? null : await ofManager(connected.host);
  const group = shown?.get('ControlGroup') ?? null;
  const root = await words(host, '/sys/fs/cgroup/cgroup.controllers');
  return {
    user: facts.account.user,
    uid,
    reachable: connected !== null,
    runtime: { asked, owner: folder?.uid ?? null, usualIsOurs: usual?.uid === uid },
    busAddress: host.environment('DBUS_SESSION_BUS_ADDRESS'),
    busSocket: own === null ? null : (await host.stand(`${own}/bus`)) !== null,
    underSudo: uid === 0 && (host.environment('SUDO_UID') ?? '0') !== '0',
    linger,
    mayLinger: wants && linger === false ? await mayLinger(host) : null,
    installed: connected?.version ?? (await installedRelease(host)),
    running: shown?.get('Version') ?? null,
    clockSynchronised: booted ? await clockSynchronised(host) : null,
    cgroup2: (await host.look('/sys/fs/cgroup')) === null ? null : root !== null,
    controllers: {
      user: group === null || group === '' ? null : await words(host, `/sys/fs/cgroup${group}/cgroup.controllers`),
      system: root,
    },
  };
}

/** What the manager says of itself, in one process. */
async function ofManager(host: Pick<Hands, 'run'>): Promise<ReadonlyMap<string, string> | null> {
  const argv = ['systemctl', '--user', 'show', '--no-pager', '-p', 'Version', '-p', 'ControlGroup'] as const;
  const { code, stdout } = await host.run(argv, SOON);
  return code === 0 ? (blocksOf(stdout)[0] ?? null) : null;
}

/** timedated asks the kernel; where there is none of it, nobody knows. */
async function clockSynchronised(host: Hands): Promise<boolean | null> {
  const { code, stdout } = await host.run(['timedatectl', 'show', '-p', 'NTPSynchronized', '--value'], SOON);
  const said = stdout.trim();
  return code === 0 && (said === 'yes' || said === 'no') ? said === 'yes' : null;
}

/** polkit is asked for this very question, without anybody being asked for a password. 1: no; 2: only with one. */
async function mayLinger(host: Hands): Promise<boolean | null> {
  const ask = 'exec pkcheck --action-id org.freedesktop.login1.set-self-linger --process $$';
  const { code } = await host.run(['/bin/sh', '-c', ask], SOON);
  return code === 0 ? true : code === 1 || code === 2 ? false : null;
}

async function words(host: Hands, path: string): Promise<readonly string[] | null> {
  const read = await host.read(path, 4096);
  if (!('bytes' in read)) return null;
  return new TextDecoder().decode(read.bytes).split(/\s+/).filter(Boolean);
}
