// What macOS keeps daemons from, whatever modes say: folders that only a person can open to a program (L74, L80), other disks
// (L79), and downloads in quarantine (L67). Names, and one question; judges nothing.

import type { Host } from '../../host.ts';
import type { Facts } from '../../model.ts';
import type { Guards } from '../../preflight/guarded.ts';

export const guards = ({ account: { home }, thisMachine }: Facts): Guards => ({
  home,
  folders: [
    { path: `${home}/Documents`, called: 'the Documents folder' },
    { path: `${home}/Desktop`, called: 'the Desktop folder' },
    { path: `${home}/Downloads`, called: 'the Downloads folder' },
    { path: `${home}/Library/Mobile Documents`, called: 'iCloud Drive' },
    { path: '/Volumes', called: 'another disk (/Volumes)' },
  ],
  quarantined: thisMachine ? quarantined : null,
});

/** Not to have the attribute is a failure to xattr; that it cannot be asked says nothing against a file. */
export async function quarantined({ run }: Pick<Host, 'run'>, path: string): Promise<boolean> {
  const { code, stdout } = await run(['xattr', '-p', 'com.apple.quarantine', path], { timeoutMs: 5000 });
  return code === 0 && stdout.trim() !== '';
}
