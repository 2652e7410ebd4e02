// The program that speaks to a service manager: on our own PATH, or where it usually is (cron and the like have a short PATH).
// Only files are looked at.

import type { Hands } from '../host.ts';

/** `path`: a PATH that has it, where ours has not. null: there is none at all. */
export async function findCommand(
  host: Hands,
  name: string,
  usualFolders: readonly string[],
): Promise<{ readonly path: string | null } | null> {
  const path = host.environment('PATH') ?? '';
  for (const folder of path.split(':'))
    if (folder.startsWith('/') && (await host.executable(`${folder}/${name}`))) return { path: null };
  for (const folder of usualFolders)
    if (await host.executable(`${folder}/${name}`)) return { path: path === '' ? folder : `${path}:${folder}` };
  return null;
}
