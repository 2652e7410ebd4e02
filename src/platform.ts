// The contract that both platforms keep, and the one place that chooses between them.

import type { Renders } from './desired.ts';
import type { Platform as Name } from './model.ts';

export interface Platform extends Renders {
  readonly name: Name;
}

/** Loaded when chosen: a Linux machine never pays for plists. */
export async function platformNamed(name: Name): Promise<Platform> {
  return name === 'launchd'
    ? (await import('./launchd/index.ts')).launchd
    : (await import('./systemd/index.ts')).systemd;
}
