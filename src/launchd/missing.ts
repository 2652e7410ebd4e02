// Folders and logs of a daemon that are not there: launchd would make them, as it likes (L64, L79). Reads only.

import type { Hands } from '../host.ts';
import type { DesiredDaemon } from '../model.ts';
import { absentOf, missingOf as ownMissing } from '../observing/beside.ts';

/** Into another user's folder nobody can look: its logs are made together with it and before its plist; then they are there. */
export async function missingOf(host: Hands, daemon: DesiredDaemon): Promise<readonly string[]> {
  const { care, folders } = daemon;
  if (!care.otherUser) return ownMissing(host, daemon);
  const absent = await absentOf(
    host,
    folders.map(({ path }) => path),
  );
  const logs = care.logs.kind === 'files' ? [care.logs.stdout, care.logs.stderr] : [];
  const plists = daemon.files.map(({ path }) => path).filter((path) => path.endsWith('.plist'));
  const isNew = (await absentOf(host, plists)).length > 0;
  const isMissing = (path: string): boolean => isNew || absent.some((folder) => path.startsWith(`${folder}/`));
  return [...absent, ...new Set(logs.filter(isMissing))];
}
