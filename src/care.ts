// Daemon → what has to be known beyond its files to start it and to look after it. The same on both platforms; pure.

import type { Care, Daemon, Watched } from './model.ts';

export function careOf(daemon: Daemon): Care {
  return {
    after: [...new Set([...daemon.after, ...daemon.needs])],
    needs: daemon.needs,
    onChange: daemon.onChange,
    watched: watched(daemon),
    health: daemon.health,
    logs: daemon.logs,
    stopTimeoutSec: daemon.stop.timeoutSec,
    workingDirectory: daemon.workingDirectory,
    reload: daemon.reload,
    linger: daemon.enabled && daemon.when === 'boot' && daemon.boot?.as === 'user-manager',
    otherUser: daemon.boot?.otherUser ?? false,
    secrets: daemon.secrets,
    description: daemon.description,
  };
}

/** Another user's files are none of ours to read. */
function watched(daemon: Daemon): Watched[] {
  if (daemon.boot?.otherUser) return [];
  return [
    ...daemon.envFiles.map(({ path, optional }): Watched => ({ path, as: 'env', optional })),
    ...daemon.restartOn.map((path): Watched => ({ path, as: 'restart', optional: true })),
    ...daemon.reloadOn.map((path): Watched => ({ path, as: 'reload', optional: true })),
  ];
}
