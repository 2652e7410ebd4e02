// Which start of a unit is running, without asking a process: the manager keeps a link for every unit that has started
// something, `invocation:NAME`, whose target is the invocation's id and whose own age is when that start was.

import type { Hands } from '../host.ts';
import type { Domain } from '../model.ts';

export interface Invocation {
  readonly invocation: string | null;
  readonly startedMs: number | null;
}

export const NONE: Invocation = { invocation: null, startedMs: null };

export async function invocationOf(host: Hands, folder: string | null, id: string): Promise<Invocation> {
  if (folder === null) return NONE;
  const path = `${folder}/invocation:${id}`;
  const invocation = await host.target(path);
  if (invocation === null) return NONE;
  const link = await host.stand(path);
  return link === null ? NONE : { invocation, startedMs: link.mtimeMs };
}

/** null: it is not known where the user's manager keeps its things. */
export function invocationFolder(domain: Domain, runtimeDir: string | null): string | null {
  if (domain === 'system') return '/run/systemd/units';
  return runtimeDir === null ? null : `${runtimeDir}/systemd/units`;
}
