// The commands of a Mac that daemonsync calls, on the machine in memory: launchctl, ps, who and what this is, and those that
// place files. What it does not know is refused loudly; only options that are used.

import type { Ran } from '../../../src/host.ts';
import { parent } from '../memory-files.ts';
import { parsed, refused, rootCommands, uidOf } from '../model/root-commands.ts';
import { readDefinition } from './definition.ts';
import { launchctl } from './launchctl.ts';
import { type MacMachine, RELEASE } from './mac-machine.ts';
import { sh } from './mac-shell.ts';
import { memoryBody } from './memory-body.ts';
import { ps } from './memory-ps.ts';

export interface Called {
  readonly machine: MacMachine;
  readonly words: readonly string[];
  readonly uid: number;
  readonly env: Readonly<Record<string, string | null>>;
  readonly timeoutMs: number;
}

const OK: Ran = { code: 0, stdout: '', stderr: '' };
const said = (text: string): Ran => ({ ...OK, stdout: `${text}\n` });

const placing = Object.fromEntries(
  ['install', 'mv', 'rm', 'rmdir', 'mkdir', 'chmod', 'ln', 'cat', 'cp'].map((name) => [
    name,
    ({ machine, words, uid }: Called): Ran => rootCommands[name]?.(machine, words, uid) ?? OK,
  ]),
);

export const macCommands: Readonly<Record<string, (called: Called) => Ran>> = {
  ...placing,
  launchctl: ({ machine, words, uid }) => launchctl(machine.launchd, memoryBody(machine), words, { uid }),
  true: () => OK,
  false: () => ({ ...OK, code: 1 }),
  ps: ({ machine, words, env }) => ps(machine, words, env, machine.launchd.settings.zoneMinutes),
  sh,
  sw_vers: ({ machine }) => said(RELEASE[machine.launchd.settings.dialect]),
  scutil: ({ words }) => (words[0] === '--get' ? said('desk') : { ...OK, code: 1 }),
  hostname: () => said('desk.local'),
  // One for each start of the machine.
  sysctl: ({ machine, words }) =>
    words.at(-1) === 'kern.bootsessionuuid'
      ? said(
          `${machine.processes.bootMs.toString(16).slice(-8).toUpperCase().padStart(8, '0')}-0000-4000-8000-000000000000`,
        )
      : { ...OK, code: 1 },
  dscl: ({ machine, words }) => {
    const account = machine.launchd.settings.accounts.find(({ name }) => words[2] === `/Users/${name}`);
    if (!account) return { code: 56, stdout: '', stderr: '<dscl_cmd> DS Error: -14136 (eDSRecordNotFound)\n' };
    return said(`NFSHomeDirectory: ${account.home}\nPrimaryGroupID: ${account.gid}\nUniqueID: ${account.uid}`);
  },
  df: ({ words }) => {
    const volume = /^\/Volumes\/[^/]+/.exec(words.at(-1) ?? '')?.[0] ?? '/System/Volumes/Data';
    return said(`Filesystem 512-blocks Used Available Capacity Mounted on\n/dev/disk3s5 100 50 50 50% ${volume}`);
  },
  plutil: ({ machine, words }) => {
    const path = words.at(-1) ?? '';
    const read = readDefinition(machine.files.text(path) ?? '');
    return 'code' in read && read.code === 109
      ? { ...OK, code: 1, stdout: `${path}: Unexpected character at line 1\n` }
      : said(`${path}: OK`);
  },
  // Nothing here was ever downloaded, and what people allowed in System Settings is root's to see (L72).
  xattr: ({ words }) => ({ code: 1, stdout: '', stderr: `xattr: ${words.at(-1)}: No such xattr: ${words.at(-2)}\n` }),
  sfltool: () => ({ code: 1, stdout: '', stderr: 'Error: must be run as root\n' }),
  id: ({ machine, words, uid }) => {
    const account = machine.launchd.settings.accounts.find((one) =>
      words.at(-1)?.startsWith('-') === false ? one.name === words.at(-1) : one.uid === uid,
    );
    if (!account) return { code: 1, stdout: '', stderr: `id: ${words.at(-1)}: no such user\n` };
    const asked = words[0] ?? '';
    if (asked === '-u') return said(String(account.uid));
    if (asked === '-un') return said(account.name);
    return said(asked === '-gn' ? account.group : String(account.gid));
  },
  // There is no -f and no path on a Mac: everything goes to the disk.
  sync: ({ machine: { files } }) => {
    for (const path of files.unsynced()) files.sync(parent(path));
    return OK;
  },
  touch: ({ machine: { files }, words, uid }) => {
    for (const path of parsed('touch', words, 'c').paths) {
      if (files.at(path) !== null) continue;
      if (files.at(parent(path))?.kind !== 'folder') return refused('touch', path, 'No such file or directory');
      files.put(path, { kind: 'file', text: '', mode: 0o644, uid });
    }
    return OK;
  },
  chown: ({ machine, words }) => {
    const [owner = '', ...paths] = parsed('chown', words, 'h R').paths;
    const uid = uidOf(machine, owner.split(/[:.]/)[0], 0);
    for (const path of paths) {
      const node = machine.files.stand(path);
      if (node === null) return refused('chown', path, 'No such file or directory');
      if (node.kind === 'file') machine.files.put(path, { kind: 'file', text: node.text, mode: node.mode, uid });
      else if (node.kind === 'link') machine.files.put(path, { kind: 'link', target: node.target, uid });
      else machine.files.put(path, { kind: node.kind, mode: node.mode, uid });
    }
    return OK;
  },
  stat: ({ machine, words }) => {
    const [how, what, path = ''] = words;
    const node = machine.files.at(path);
    if (how !== '-f' || what !== '%u') throw new Error(`the stand-in stat does not know: ${words.join(' ')}`);
    return node === null ? refused('stat', path, 'No such file or directory') : said(String(node.uid));
  },
};
