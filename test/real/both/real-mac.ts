// The launchd of this very Mac, in the words of manager.ts: the account's own gui domain and its own home. So everything of a play
// has a name made for it: the label prefix, the namespaces, the daemons; and its files are in a room of its own. What a sweeper
// finds of that name afterwards it takes away, however the play ends (support/mac-sweeper.ts). Reads /bin/launchctl by itself:
// nothing of the code under test is used. Where the whole is rehearsed on the stage, launchctl is the stand-in, and that is all.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { edited, isChange, plist } from './launchd.ts';
import type { Manager } from './manager.ts';

const furniture = process.env['MAC_REAL'] ?? '';
/** On the stage: what is /bin/launchctl on a Mac, and what makes Node speak of a Mac. */
const real = process.env['MAC_REAL_LAUNCHCTL'] ?? '/bin/launchctl';
const preload = process.env['MAC_REAL_PRELOAD'];

export const EVERY_PREFIX = 'dev.daemonsync-test.';

export function realMac(): Manager {
  const random = randomBytes(4).toString('hex');
  const token = `dst-${random}-`;
  const { homedir: home } = userInfo();
  const gui = `gui/${process.getuid?.()}`;
  const folder = `${home}/Library/LaunchAgents`;
  const room = realpathSync(mkdtempSync(join(tmpdir(), `${token}room-`)));
  const calls = `${room}/launchctl.calls`;
  const label = (name: string): string => `${EVERY_PREFIX}${random}.${token}${name}`;
  const definition = (name: string): string => `${folder}/${label(name)}.plist`;

  const launchctl = (...argv: readonly string[]): { readonly code: number | null; readonly said: string } => {
    const { status, stdout, stderr, error } = spawnSync(real, argv, { encoding: 'utf8', timeout: 30_000 });
    if (error) throw error;
    return { code: status, said: `${stdout}${stderr}` };
  };
  /** null: launchd says that there is none. Anything else that it may say is no answer. */
  const printed = (name: string): string | null => {
    const { code, said } = launchctl('print', `${gui}/${label(name)}`);
    if (code === 113) return null;
    if (code !== 0) throw new Error(`launchctl print ${name}: ${code}: ${said}`);
    return said;
  };
  const field = (text: string, key: string): string =>
    text
      .split('\n')
      .find((line) => line.startsWith(`\t${key} = `))
      ?.slice(key.length + 4) ?? '';
  const letGo = (name: string): void => {
    launchctl('bootout', `${gui}/${label(name)}`);
    for (let i = 0; printed(name) !== null; i += 1) {
      if (i > 300) throw new Error(`${name} is not gone from ${gui}`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  };

  return {
    name: 'launchd',
    program: [process.execPath, ...(preload ? ['--require', preload] : []), `${furniture}/dist/daemonsync.cjs`],
    // Its cache of compiled code is a matter of $HOME: the account's own is not to be touched.
    environment: { PATH: `${room}/bin:${process.env['PATH']}`, HOME: room },
    room,
    home,
    token,
    top: { label_prefix: `${EVERY_PREFIX}${random}` },
    prepare() {
      const { code, said } = launchctl('print', gui);
      if (code !== 0) throw new Error(`there is no ${gui}: ${said}`);
      const files = readdirSync(folder, { withFileTypes: true }).map((one) => one.name);
      if (said.includes(EVERY_PREFIX) || files.some((name) => name.startsWith(EVERY_PREFIX)))
        throw new Error(
          `something of ${EVERY_PREFIX}* is here already, of a test that is at work or was not swept away: ` +
            `look at \`launchctl list | grep ${EVERY_PREFIX}\` and ${folder}, and take it away`,
        );
      sweepAtTheEnd();
      mkdirSync(`${room}/bin`);
      // What reaches launchctl is written down on its way; one write, so that lines of two do not mix.
      const shim = `#!/bin/sh\nprintf 'launchctl %s\\n' "$*" >>'${calls}'; exec '${real}' "$@"\n`;
      writeFileSync(`${room}/bin/launchctl`, shim);
      chmodSync(`${room}/bin/launchctl`, 0o755);
      writeFileSync(calls, '');
    },
    callsFrom(from) {
      const all = readFileSync(calls, 'utf8').split('\n').slice(0, -1);
      return { calls: all.slice(from), next: all.length };
    },
    isChange,
    definition,
    strangers: (name) => plist(label(name), ['/bin/sleep', '999']),
    edited,
    takeUp(name) {
      letGo(name);
      launchctl('bootstrap', gui, definition(name));
    },
    letGo,
    trigger: (name) => void launchctl('kickstart', `${gui}/${label(name)}`),
    kill: (name, signal) => void launchctl('kill', signal, `${gui}/${label(name)}`),
    seen(name) {
      const text = printed(name);
      if (text === null) return { pid: 0, known: false, armed: false, failing: false };
      const pid = Number(field(text, 'pid') || 0);
      const exit = field(text, 'last exit code');
      const badly = field(text, 'last terminating signal') !== '' || (exit !== '' && !/^(?:0\b|\(never)/.test(exit));
      return { pid, known: true, armed: pid === 0, failing: pid === 0 && badly };
    },
    // Where a word ends, ps does not tell: scenes that ask have none with a blank in it.
    words: (pid) =>
      spawnSync('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
        .stdout.trim()
        .split(' '),
    /** What launchd gives to it: of a process of Apple's own, nobody may see the environment. */
    variable(name, _pid, key) {
      const [, block = ''] = /^\tenvironment = \{\n(.*?)^\t\}/ms.exec(printed(name) ?? '') ?? [];
      const line = block.split('\n').find((one) => one.startsWith(`\t\t${key} => `));
      return line === undefined ? null : line.slice(key.length + 6);
    },
    smallDisk: null,
    folder,
  };

  /** In a session of its own, so that no Ctrl-C reaches it; it begins when this process has ended, in whatever way. */
  function sweepAtTheEnd(): void {
    const [state, data] = [`${home}/.local/state/daemonsync`, `${home}/.local/share/daemonsync`];
    const shared = [
      data,
      `${data}/wrappers`,
      `${data}/plists`,
      state,
      `${state}/namespaces`,
      `${home}/.cache/daemonsync`,
    ];
    // What of these is not here yet shall not be here afterwards.
    const made = [...shared, `${state}/.key`].filter((path) => !existsSync(path));
    const base = process.env['MAC_REAL_LAUNCHCTL'] === undefined ? furniture : null;
    const names = { random, token, prefix: EVERY_PREFIX };
    const about = JSON.stringify({ ...names, home, gui, room, base, launchctl: real, made });
    const sweeper = spawn(process.execPath, [`${furniture}/sweeper.cjs`, about], {
      detached: true,
      stdio: ['pipe', 'inherit', 'inherit'],
    });
    sweeper.unref();
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a pipe to a child is a socket
    (sweeper.stdin as unknown as { unref(): void }).unref();
  }
}
