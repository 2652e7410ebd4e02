// Folders and files that a daemon's start needs: the folder it works in, those its logs go to, and the logs themselves.
// What is not there and can be made is no problem here. Looks only.

import { posix } from 'node:path';
import { error, type Looking, mayUse, type Said } from './start.ts';

export async function checkWorkingDirectory({ host, uid }: Looking, path: string): Promise<readonly Said[]> {
  const seen = await host.look(path);
  const what = `its working_directory ${path}`;
  if (seen === null) return [error('working-directory', `${what} is not there`, `mkdir -p ${path}`)];
  if (seen.kind !== 'directory')
    return [error('working-directory', `${what} is no folder`, 'mend `working_directory` in the manifest')];
  // Where modes alone do not tell, the system does: to look at `.` one must enter.
  const enters = mayUse(seen, uid, 1) ?? (await host.look(`${path}/.`)) !== null;
  return enters ? [] : [error('working-directory', `${what} may not be entered`, `chmod u+x ${path}`)];
}

/** Apply makes it, with all folders above it. */
export async function checkLogFolder({ host, uid }: Looking, path: string): Promise<readonly Said[]> {
  for (let at = path; ; at = posix.dirname(at)) {
    const seen = await host.look(at);
    if (seen === null && at !== '/') continue;
    if (seen === null) return [];
    if (seen.kind !== 'directory') {
      const message =
        at === path
          ? `its log folder ${path} is no folder`
          : `its log folder ${path} cannot be made: ${at} is no folder`;
      return [error('log-folder', message, `move it away: mv ${at} ${at}.old`)];
    }
    const writes = mayUse(seen, uid, 2);
    if (writes !== false) return [];
    const what =
      at === path
        ? `nothing can be written into its log folder ${path}`
        : `its log folder ${path} cannot be made in ${at}`;
    const hint =
      seen.uid === uid ? `chmod u+w ${at}` : 'name another place in `logs`, or have that folder made for you';
    // A log that is there already needs no more than to be written to.
    return at === path ? [] : [error('log-folder', `${what}: permission denied`, hint)];
  }
}

export async function checkOutput({ host, uid }: Looking, path: string): Promise<readonly Said[]> {
  const seen = await host.look(path);
  if (seen?.kind === 'directory')
    return [
      error('log-file', `its log ${path} is a folder`, `move it away: rmdir ${path}, or name another in \`logs\``),
    ];
  if (seen === null || mayUse(seen, uid, 2) !== false) return [];
  const hint = seen.uid === uid ? `chmod u+w ${path}` : `move it away: mv ${path} ${path}.old`;
  return [error('log-file', `its log ${path} may not be written to`, hint)];
}
