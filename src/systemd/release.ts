// Which release of systemd is installed, without asking a process: its own library is named after it. null: nothing tells.

import type { Host } from '../host.ts';

const FOLDERS = ['/usr/lib/systemd', '/run/current-system/systemd/lib/systemd', '/lib/systemd'];

export async function installedRelease(host: Host): Promise<number | null> {
  for (const folder of FOLDERS) {
    const release = releaseIn(await host.list(folder));
    if (release !== null) return release;
  }
  // Debian has a folder for each architecture.
  for (const name of (await host.list('/usr/lib')) ?? []) {
    const release = name.includes('-linux-') ? releaseIn(await host.list(`/usr/lib/${name}/systemd`)) : null;
    if (release !== null) return release;
  }
  return null;
}

function releaseIn(names: readonly string[] | null): number | null {
  for (const name of names ?? []) {
    const found = /^libsystemd-shared-(\d+)/.exec(name)?.[1];
    if (found !== undefined) return Number(found);
  }
  return null;
}
