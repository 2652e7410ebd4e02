// Places that a system keeps daemons away from, whatever their modes say: what of a start lies there? The platform tells which
// places, and how to see whether it trusts a program at all; here nothing is known of it. Looks only.

import type { Host } from '../host.ts';
import { type Looking, type Said, type Start, warning } from './start.ts';

export interface Guards {
  /** Of whoever runs the daemons. */
  readonly home: string;
  /** Folders into which a daemon may not look until a person allows it. */
  readonly folders: readonly { readonly path: string; readonly called: string }[];
  /** Downloaded and never allowed to run: what it says of that; null: nothing is known against it. */
  readonly quarantined: ((host: Pick<Host, 'run'>, path: string) => Promise<boolean>) | null;
}

/** `runs`: program, script and folders that it cannot start without. */
export async function checkGuarded(
  looking: Looking,
  guards: Guards,
  start: Start,
  runs: readonly string[],
): Promise<readonly Said[]> {
  const said: Said[] = [];
  for (const path of new Set(runs)) {
    const where = await guardedBy(looking, guards, path);
    if (where !== null)
      said.push(
        warning(
          'guarded-program',
          `${path} is in ${where}, where a daemon may not look until somebody allows it: it ends with 126, "Operation not permitted"`,
          `move it elsewhere, ~/bin say, and mend the manifest`,
        ),
      );
  }
  for (const { path } of start.envFiles) {
    const where = await guardedBy(looking, guards, path);
    if (where !== null)
      said.push(
        warning(
          'guarded-env-file',
          `its env_file ${path} is in ${where}, where a daemon may not look until somebody allows it`,
          'move it elsewhere, and mend the manifest',
        ),
      );
  }
  for (const path of new Set(start.outputs)) {
    const where = await guardedBy(looking, guards, path);
    if (where !== null)
      said.push(
        warning(
          'guarded-log',
          `its log ${path} is in ${where}: where it cannot be opened, the daemon ends with 78 before it begins`,
          'name a place in your home in `logs`, or leave `logs` out',
        ),
      );
  }
  return said;
}

/** null: in none. A link counts as what it leads to: /Volumes has one to the system's own disk. */
export async function guardedBy(
  { host }: Looking,
  { folders }: Pick<Guards, 'folders'>,
  path: string,
): Promise<string | null> {
  if (!path.startsWith('/')) return null;
  const real = (await host.real(path)) ?? path;
  return folders.find((folder) => real === folder.path || real.startsWith(`${folder.path}/`))?.called ?? null;
}

/** Of the programs that it begins with; text that is run by another is not asked for by whoever runs it. */
export async function checkQuarantine(
  { host }: Looking,
  { quarantined }: Guards,
  programs: readonly string[],
): Promise<readonly Said[]> {
  if (quarantined === null) return [];
  const said: Said[] = [];
  for (const path of new Set(programs)) {
    if (!path.startsWith('/') || !(await quarantined(host, path))) continue;
    said.push(
      warning(
        'quarantine',
        `${path} was downloaded and is in quarantine: it may be refused (155)`,
        `if you trust it: xattr -d com.apple.quarantine ${path}`,
      ),
    );
  }
  return said;
}
