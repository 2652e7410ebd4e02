// Finds the user's service manager, whatever the caller's environment says: by its socket. Only files are looked at; that it
// answers, the first real question tells (explainRefusal). What comes out runs systemctl so that it reaches that manager.

import type { Hands, RunOptions } from '../host.ts';
import type { Facts } from '../model.ts';
import { findCommand } from '../observing/find-command.ts';
import { withEnvironment } from '../observing/with-environment.ts';
import type { Connected, Reaching, Unreachable } from '../platform.ts';
import { type Circumstances, noSystemBus, whyNoManager } from './refusal.ts';
import { installedRelease } from './release.ts';

export { explainRefusal } from './refusal.ts';

const USUAL_FOLDERS = ['/usr/bin', '/bin', '/run/current-system/sw/bin'];

export async function connect(host: Hands, facts: Facts, wants: Reaching): Promise<Connected | Unreachable> {
  const { uid } = await host.caller();
  const asked = host.environment('XDG_RUNTIME_DIR') ?? '';
  const usual = `/run/user/${uid}`;
  const runtimeDir = (await isManagers(host, asked, uid)) ? asked : (await isManagers(host, usual, uid)) ? usual : null;
  const systemctl = await findCommand(host, 'systemctl', USUAL_FOLDERS);
  const booted = (await host.look('/run/systemd/system')) !== null;
  if (runtimeDir === null || systemctl === null || !booted) {
    const found = await circumstances(host, facts, uid);
    return { unreachable: whyNoManager({ ...found, booted, systemctl: systemctl !== null }) };
  }
  // Root may speak to it directly.
  if (wants.system && uid !== 0 && !(await host.look('/run/dbus/system_bus_socket')))
    return { unreachable: noSystemBus() };
  return {
    host: withEnvironment(host, environmentFor(runtimeDir, systemctl)),
    version: await installedRelease(host),
    offline: false,
  };
}

/** What makes systemctl speak to that manager, and nothing else. */
function environmentFor(runtimeDir: string, { path }: { readonly path: string | null }): RunOptions['env'] & object {
  return {
    XDG_RUNTIME_DIR: runtimeDir,
    // Set, it would quietly work on files, and colour what we read.
    SYSTEMD_OFFLINE: null,
    SYSTEMD_COLORS: null,
    ...(path === null ? {} : { PATH: path }),
  };
}

/** A folder of our own with a manager's socket in it: `sudo -E` and `su` hand down those of others. */
async function isManagers(host: Hands, dir: string, uid: number): Promise<boolean> {
  if (!dir.startsWith('/')) return false;
  const folder = await host.look(dir);
  if (folder?.kind !== 'directory' || folder.uid !== uid) return false;
  return (await host.stand(`${dir}/systemd/private`))?.kind === 'other';
}

async function circumstances(
  host: Hands,
  { account }: Facts,
  uid: number,
): Promise<Omit<Circumstances, 'booted' | 'systemctl'>> {
  const kernel = await textOf(host, '/proc/sys/kernel/osrelease');
  const asked = host.environment('XDG_RUNTIME_DIR') ?? '';
  const askedFolder = asked.startsWith('/') ? await host.look(asked) : null;
  const sudoUser = uid === 0 ? host.environment('SUDO_USER') : null;
  return {
    user: account.user,
    uid,
    linux: kernel !== null,
    wsl: /microsoft|wsl/i.test(kernel ?? ''),
    container: await containerKind(host),
    sudoUser: sudoUser === 'root' ? null : sudoUser,
    runtimeDir: (await host.look(`/run/user/${uid}`))?.uid === uid,
    linger: (await host.look(`/var/lib/systemd/linger/${account.user}`)) !== null,
    foreign: askedFolder !== null && askedFolder.uid !== uid ? asked : null,
  };
}

async function containerKind(host: Hands): Promise<string | null> {
  if (await host.look('/.dockerenv')) return 'docker';
  if (await host.look('/run/.containerenv')) return 'podman';
  return (await textOf(host, '/run/systemd/container'))?.trim() || host.environment('container') || null;
}

async function textOf(host: Hands, path: string): Promise<string | null> {
  const found = await host.read(path, 4096);
  return 'bytes' in found ? new TextDecoder().decode(found.bytes) : null;
}
