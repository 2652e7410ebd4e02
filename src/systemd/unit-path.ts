// The folders in which a manager looks for units, those that take precedence first. A user's manager is asked for its own
// list: it goes by the environment that it was started with. Root's has the same everywhere.

import type { Facts } from '../model.ts';
import type { Connected } from '../platform.ts';

export const SYSTEM_UNIT_PATH: readonly string[] = [
  '/etc/systemd/system.control',
  '/run/systemd/system.control',
  '/run/systemd/transient',
  '/run/systemd/generator.early',
  '/etc/systemd/system',
  '/etc/systemd/system.attached',
  '/run/systemd/system',
  '/run/systemd/system.attached',
  '/run/systemd/generator',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
  '/run/systemd/generator.late',
];

/** Of the user's manager. Where it does not answer, what is usual. */
export async function unitPath(connected: Connected, facts: Facts): Promise<readonly string[]> {
  if (connected.unitPath) return connected.unitPath;
  const usual = usualUnitPath(connected, facts);
  if (connected.offline) return usual;
  const { code, stdout } = await connected.host.run(['systemctl', '--user', 'show', '-p', 'UnitPath', '--no-pager']);
  const found = code === 0 ? readUnitPath(stdout) : [];
  return found.length > 0 ? found : usual;
}

/** Blanks stand between the folders; those of a folder's own name are escaped. */
export function readUnitPath(stdout: string): readonly string[] {
  const value = /^UnitPath=(.*)$/m.exec(stdout)?.[1] ?? '';
  return value
    .split(' ')
    .filter((word) => word.startsWith('/'))
    .map((word) =>
      word.replace(/\\x([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    );
}

function usualUnitPath({ host, offline }: Connected, { account, dataDir }: Facts): readonly string[] {
  const config = `${account.home}/.config/systemd`;
  const runtime = `${(offline ? null : host.environment('XDG_RUNTIME_DIR')) ?? `/run/user/${account.uid}`}/systemd`;
  return [
    `${config}/user.control`,
    `${runtime}/user.control`,
    `${runtime}/transient`,
    `${runtime}/generator.early`,
    `${config}/user`,
    '/etc/xdg/systemd/user',
    '/etc/systemd/user',
    `${runtime}/user`,
    '/run/systemd/user',
    `${runtime}/generator`,
    `${dataDir}/systemd/user`,
    '/usr/local/share/systemd/user',
    '/usr/share/systemd/user',
    '/usr/local/lib/systemd/user',
    '/usr/lib/systemd/user',
    `${runtime}/generator.late`,
  ];
}
