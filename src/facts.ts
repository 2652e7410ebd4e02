// Machine × flags × settings → Facts: what must be known before anything is decided. Reads, never writes, and asks
// no process unless there is no file that tells. For another machine it goes by convention and looks nothing up.

import type { Host } from './host.ts';
import { homeByConvention } from './manifest/account.ts';
import type { Account, Facts, Platform } from './model.ts';
import type { Machine } from './node/host.ts';
import type { Settings } from './settings.ts';
import { privateGid, rowsOf } from './trust.ts';

/** The flags of the command line; null: not given. */
export interface FactsWanted {
  readonly platform: Platform | null;
  readonly home: string | null;
  readonly user: string | null;
  readonly uid: number | null;
  readonly host: string | null;
}

export const platformOf = (machine: Machine): Platform => (machine.os === 'darwin' ? 'launchd' : 'systemd');

export async function gatherFacts(
  host: Host,
  machine: Machine,
  wanted: FactsWanted,
  settings: Settings,
): Promise<Facts> {
  const own = platformOf(machine);
  const platform = wanted.platform ?? own;
  const here = platform === own && machine.os !== 'other';
  const user = wanted.user ?? machine.user;
  const thisMachine = here && user === machine.user && (wanted.home ?? machine.home) === machine.home;
  const groups = here ? await groupNames(host) : new Map<number, string>();
  const ownGroup = groups.get(machine.gid) ?? null;
  const uid = wanted.uid ?? (here && user === machine.user ? machine.uid : platform === 'launchd' ? 501 : 1000);
  const group =
    here && user === machine.user
      ? (ownGroup ?? (own === 'launchd' ? 'staff' : null))
      : platform === 'launchd'
        ? 'staff'
        : user;
  const home =
    wanted.home ?? (here && user === machine.user ? machine.home : homeByConvention(user, { platform } as Facts));
  const folder = (set: string | null, below: string): string => (here && set ? set : `${home}/${below}`);
  return {
    platform,
    account: { user, uid, group, home },
    hostname: wanted.host ?? settings.host ?? (await hostName(host, machine)),
    configDir: folder(settings.configDir, '.config'),
    stateDir: folder(settings.stateDir, '.local/state'),
    dataDir: folder(settings.dataDir, '.local/share'),
    cacheDir: folder(settings.cacheDir, '.cache'),
    labelPrefix: settings.labelPrefix ?? 'dev.daemonsync',
    nixos: here && platform === 'systemd' && (await host.look('/etc/NIXOS')) !== null,
    macosVersion: here && platform === 'launchd' ? macosVersion(machine.release) : null,
    systemdVersion: null,
    thisMachine,
    loginBy: thisMachine && platform === 'systemd' ? await loginBy(host, user) : null,
    privateGid: here ? await privateGid(host, machine.uid) : null,
    accounts: {},
    programs: {},
    amiss: {},
    rootOwned: {},
  };
}

/** logind keeps both as files; where it does not run, nobody knows. */
async function loginBy(host: Host, user: string): Promise<Facts['loginBy']> {
  // The folder that says that systemd runs this machine at all.
  const seats = (await host.look('/run/systemd/system')) ? await host.list('/run/systemd/seats') : null;
  if (seats === null) return null;
  if (await host.look(`/var/lib/systemd/linger/${user}`)) return 'linger';
  return seats.length > 0 ? 'seat' : 'neither';
}

/** To the first dot, lowercased: `Bobs-Mac.local` and `bobs-mac` are one host. */
async function hostName(host: Host, machine: Machine): Promise<string> {
  const file = machine.os === 'linux' ? await host.read('/etc/hostname', 4096) : null;
  const written = file && 'bytes' in file ? new TextDecoder().decode(file.bytes).trim() : '';
  // Where that name is kept: whoever goes by an earlier answer (known/) looks whether this file is still the same.
  if (machine.os === 'darwin') await host.read('/Library/Preferences/SystemConfiguration/preferences.plist', 1 << 20);
  const asked =
    machine.os === 'darwin' ? (await host.run(['/usr/sbin/scutil', '--get', 'LocalHostName'])).stdout.trim() : '';
  const name = written.split('\n').find((line) => line && !line.startsWith('#')) ?? (asked || machine.hostname);
  return name.replace(/\..*$/, '').toLowerCase();
}

/** Darwin 20 to 24 are macOS 11 to 15, Darwin 25 is macOS 26. */
function macosVersion(release: string): number | null {
  const darwin = Number.parseInt(release, 10);
  if (!(darwin >= 15)) return null;
  return darwin >= 25 ? darwin + 1 : darwin >= 20 ? darwin - 9 : 10;
}

async function groupNames(host: Host): Promise<Map<number, string>> {
  const names = new Map<number, string>();
  for (const [name, , gid] of await rowsOf(host, '/etc/group', ':'))
    if (name && gid && !names.has(Number(gid))) names.set(Number(gid), name);
  return names;
}

/** Another account, from the account data base; null: there is none of that name. */
export async function lookUpAccount(host: Host, facts: Facts, user: string): Promise<Account | null> {
  const found =
    (await rowsOf(host, '/etc/passwd', ':')).find(([name]) => name === user) ??
    (await askForAccount(host, facts, user));
  if (!found) return null;
  const [, , uid, gid, , home] = found;
  const group = (await groupNames(host)).get(Number(gid)) ?? null;
  return { user, uid: Number(uid), group, home: home || homeByConvention(user, facts) };
}

/** Accounts of a directory service (LDAP, and every person's on a Mac) stand in no file. */
async function askForAccount(host: Host, facts: Facts, user: string): Promise<string[] | null> {
  if (!/^[A-Za-z_][A-Za-z0-9_.-]*\$?$/.test(user)) return null;
  if (facts.platform === 'systemd') {
    const { code, stdout } = await host.run(['getent', 'passwd', user]);
    return code === 0 ? stdout.trim().split(':') : null;
  }
  const { code, stdout } = await host.run([
    '/usr/bin/dscl',
    '.',
    '-read',
    `/Users/${user}`,
    'UniqueID',
    'PrimaryGroupID',
    'NFSHomeDirectory',
  ]);
  const value = (key: string): string => new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(stdout)?.[1] ?? '';
  return code === 0 ? [user, '', value('UniqueID'), value('PrimaryGroupID'), '', value('NFSHomeDirectory')] : null;
}
