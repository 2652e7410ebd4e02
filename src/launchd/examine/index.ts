// What is around a Mac's launchd, looked at for doctor: who sits at the screen, which session there is, what is disabled, what
// the system allows; then judged by ailments.ts. Reads only, never through sudo, and waits for nothing long.

import { checkWorkingFolders } from './working-folders.ts';
import type { Subject } from '../../doctor/subject.ts';
import type { Hands } from '../../host.ts';
import type { Platform } from '../../platform.ts';
import { judgeMac, type MacFound } from './ailments.ts';
import { readBackgroundItems } from './background-items.ts';
import { disabledIn, dumpOf } from '../domains.ts';
import { quarantined } from './guards.ts';

const SOON = { timeoutMs: 5000 } as const;
/** So many files are asked about at a time. */
const AT_ONCE = 8;

export const examine: NonNullable<Platform['examine']> = async (host, subject) => [
  ...judgeMac(await lookAtMac(host, subject), subject),
  ...(await checkWorkingFolders(host, subject)),
];

export async function lookAtMac(host: Hands, { facts, connected, observed }: Subject): Promise<MacFound> {
  const { uid } = await host.caller();
  const { home, user } = facts.account;
  const reaches = connected?.host ?? host;
  const gui = connected === null ? null : await dumpOf(reaches, `gui/${uid}`);
  const labels = async (target: string): Promise<MacFound['disabled']['gui']> => {
    const read = connected === null ? null : await disabledIn(reaches, target);
    return read !== null && 'labels' in read ? read.labels : null;
  };
  return {
    uid,
    user,
    home,
    version: await productVersion(host),
    overSsh: host.environment('SSH_CONNECTION') !== null,
    console: (await host.look('/dev/console'))?.uid ?? null,
    gui:
      gui === null ? null : gui.kind === 'unknown' ? { unknown: gui.why } : gui.kind === 'printed' ? 'there' : 'absent',
    disabled: { gui: await labels(`gui/${uid}`), system: await labels('system') },
    homeDisk: await mountOf(host, home),
    quarantined: await quarantinedOf(host, observed),
    background: (facts.macosVersion ?? 13) < 13 ? null : await backgroundItems(host),
  };
}

async function productVersion(host: Hands): Promise<string | null> {
  const { code, stdout } = await host.run(['sw_vers', '-productVersion'], SOON);
  return code === 0 ? (/^\d+(?:\.\d+)*/.exec(stdout.trim())?.[0] ?? null) : null;
}

/** As POSIX has it: the last column of the second line, which may hold spaces. */
async function mountOf(host: Hands, path: string): Promise<string | null> {
  const { code, stdout } = await host.run(['df', '-P', path], SOON);
  return code === 0 ? (/\s\d+%\s+(\/.*)$/m.exec(stdout)?.[1]?.trim() ?? null) : null;
}

async function quarantinedOf(host: Hands, observed: Subject['observed']): Promise<readonly string[]> {
  const plists = observed.flatMap(({ daemons }) =>
    daemons.flatMap(({ files }) => files.filter(({ path }) => path.endsWith('.plist')).map(({ path }) => path)),
  );
  const found: string[] = [];
  for (let at = 0; at < plists.length; at += AT_ONCE) {
    const some = plists.slice(at, at + AT_ONCE);
    const said = await Promise.all(some.map((path) => quarantined(host, path)));
    found.push(...some.filter((_, i) => said[i]));
  }
  return found;
}

/** Root's to read, on most releases (L72): it is tried as we are, and never through sudo. */
async function backgroundItems(host: Hands): Promise<MacFound['background']> {
  const { code, stdout, stderr } = await host.run(['sfltool', 'dumpbtm'], SOON);
  const items = code === 0 ? readBackgroundItems(stdout) : [];
  if (items.length > 0) return { items };
  if (code === 124) return { why: '`sfltool dumpbtm` did not answer' };
  const said = stderr.trim().split('\n')[0] ?? '';
  return {
    why:
      code === 0
        ? '`sfltool dumpbtm` said nothing that is understood'
        : `\`sfltool dumpbtm\` is root’s to run${said === '' ? '' : ` (${said})`}`,
  };
}
