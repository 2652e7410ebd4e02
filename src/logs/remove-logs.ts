// The log files of daemons that were removed for good, with their rotated copies, where we chose the place: those that the
// manifest put somewhere are whoever's chose it. Only plain files by their known names; a folder goes if nothing else is in it.
import { posix } from 'node:path';
import type { Hands } from '../host.ts';
import type { Facts, Problem } from '../model.ts';

export async function removeLogs(
  hands: Hands,
  facts: Pick<Facts, 'stateDir'>,
  /** By daemon. */
  all: ReadonlyMap<string, readonly string[]>,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const [name, logs] of all) {
    const roots = `/var/log/daemonsync/${name}`;
    if (logs.some((path) => posix.dirname(path) === roots) && (await hands.stand(roots)) !== null)
      problems.push(belongsToAnother(name, roots));
    const own = `${facts.stateDir}/${name}`;
    const ours = new Set(logs.filter((path) => posix.dirname(path) === own).map((path) => posix.basename(path)));
    if (ours.size === 0 || (await hands.stand(own))?.kind !== 'folder') continue;
    for (const entry of (await hands.list(own)) ?? []) {
      const base = entry.replace(/\.\d+$/, '');
      if (!ours.has(base) || (await hands.stand(`${own}/${entry}`))?.kind !== 'file') continue;
      const code = await hands.remove(`${own}/${entry}`);
      if (code !== null) problems.push(stays(name, `${own}/${entry}`, code));
    }
    await hands.removeEmpty(own);
  }
  return problems;
}

const stays = (daemon: string, path: string, code: string): Problem => ({
  severity: 'warning',
  code: 'log-stays',
  message: `its log could not be removed: ${path} (${code})`,
  daemon,
  hint: `rm -f ${path}`,
});

/** What a daemon wrote as another user is not ours to take away, nor even to see. */
const belongsToAnother = (daemon: string, folder: string): Problem => ({
  severity: 'warning',
  code: 'log-stays',
  message: `what it wrote as another user stays in ${folder}`,
  daemon,
  hint: `sudo rm -r ${folder}`,
});
