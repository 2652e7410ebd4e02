// A real `systemd --user`, in the words of manager.ts. The scenes run beside it, as its user.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Manager } from './manager.ts';
import { fromProc } from './proc.ts';

const home = process.env['HOME'] ?? '';
const bin = `${home}/bin`;
const callsFile = `${home}/systemctl.calls`;
const folder = `${home}/.config/systemd/user`;

export const systemd: Manager = {
  name: 'systemd',
  program: [process.execPath, `${home}/dist/daemonsync.cjs`],
  environment: { PATH: `${bin}:${process.env['PATH']}` },
  prepare() {
    mkdirSync(bin, { recursive: true });
    const real = ['/usr/bin/systemctl', '/bin/systemctl'].find((path) => existsSync(path)) ?? 'systemctl';
    // One write, so that lines of two processes do not mix.
    writeFileSync(`${bin}/systemctl`, `#!/bin/sh\nprintf '%s\\n' "$*" >>${callsFile}; exec ${real} "$@"\n`);
    chmodSync(`${bin}/systemctl`, 0o755);
    writeFileSync(callsFile, '');
    systemctl('is-system-running', '--wait');
  },
  callsFrom(from) {
    const all = readFileSync(callsFile, 'utf8').split('\n').slice(0, -1);
    return { calls: all.slice(from).map((call) => call.replace(/^--user /, '')), next: all.length };
  },
  isChange: (call) => !/^(?:list-units|list-timers|show|--version)\b/.test(call),
  definition: (name) => `${folder}/${name}.service`,
  strangers: () => '[Service]\nExecStart=/bin/sleep 999\n',
  edited: (text) => text.replace('sleep 1000', 'sleep 77'),
  takeUp(name) {
    systemctl('daemon-reload');
    systemctl('restart', `${name}.service`);
  },
  letGo: (name) => void systemctl('stop', `${name}.service`),
  trigger: (name) => void systemctl('start', `${name}.service`),
  kill: (name, signal) => void systemctl('kill', `--signal=${signal}`, `${name}.service`),
  seen(name) {
    const service = shown(`${name}.service`);
    const timer = shown(`${name}.timer`);
    return {
      pid: Number(service.get('MainPID') ?? 0),
      known: service.get('ActiveState') !== 'inactive' || existsSync(`${folder}/${name}.service`),
      armed: timer.get('ActiveState') === 'active',
      failing: service.get('ActiveState') === 'failed' || service.get('SubState') === 'auto-restart',
    };
  },
  ...fromProc,
  room: home,
  home,
  token: '',
  top: {},
  smallDisk: '/run/daemonsync/small',
  folder,
};

function shown(id: string): ReadonlyMap<string, string> {
  const lines = systemctl('show', '-p', 'MainPID,ActiveState,SubState', id).split('\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** The real one: what scenes ask is not what the program asked. */
function systemctl(...argv: readonly string[]): string {
  const { stdout, error } = spawnSync('systemctl', ['--user', ...argv], { encoding: 'utf8', timeout: 30_000 });
  if (error) throw error;
  return stdout.trim();
}
