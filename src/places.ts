// Where daemonsync puts what it makes, and how the files speak of the manifest. One file, so that no two disagree.

import { posix } from 'node:path';
import type { Daemon, Facts, Folder, Manifest } from './model.ts';

/** Another user's daemon runs a wrapper that only root may change. */
export function wrapperPath(daemon: Daemon, manifest: Manifest, facts: Facts): string {
  const root =
    facts.platform === 'launchd' ? '/Library/Application Support/daemonsync' : '/usr/local/libexec/daemonsync';
  const base = daemon.boot?.otherUser ? root : `${facts.dataDir}/daemonsync/wrappers`;
  return `${base}/${manifest.namespace}/${daemon.name}`;
}

export const unitFolder = (facts: Facts, system: boolean): string =>
  system ? '/etc/systemd/system' : `${facts.account.home}/.config/systemd/user`;

export function plistPath(label: string, facts: Facts, where: 'agents' | 'daemons' | 'kept'): string {
  if (where === 'daemons') return `/Library/LaunchDaemons/${label}.plist`;
  return where === 'agents'
    ? `${facts.account.home}/Library/LaunchAgents/${label}.plist`
    : `${facts.dataDir}/daemonsync/plists/${label}.plist`;
}

/** As people write it; a rendering for another home must not show this one's. */
export function manifestName(manifest: Manifest, facts: Facts): string {
  if (manifest.path === null) return 'standard input';
  const { home } = facts.account;
  return manifest.path.startsWith(`${home}/`) ? `~${manifest.path.slice(home.length)}` : manifest.path;
}

/** systemd does not start a service whose log has no folder, and launchd makes one with a mode of its own. */
export function logFolders(daemon: Daemon): readonly Folder[] {
  if (daemon.logs.kind !== 'files') return [];
  const paths = [daemon.logs.stdout, daemon.logs.stderr].map((path) => posix.dirname(path));
  const owner = daemon.boot?.otherUser ? { owner: daemon.boot.account.user } : {};
  return [...new Set(paths)]
    .filter((path) => path !== '/' && path !== '/dev')
    .map((path) => ({ path, mode: 0o700, ...owner }));
}
