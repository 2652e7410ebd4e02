// Loaded before the program itself (`node --require`): makes this machine look like a Mac to it. Node's own words for the system are
// others, what only Linux has is not there, and programs that have a fixed place on a Mac are found where the stage keeps them.
// Each command that is started is written down. The program knows nothing of it.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { basename } from 'node:path';

const stage = process.env['MAC_STAGE'] ?? '';
/** Darwin 25 is macOS 26. */
const release = process.env['MAC_RELEASE'] ?? '25.1.0';
const log = process.env['MAC_COMMANDS'];
const { openSync, writeSync, existsSync } = fs;
const logFd = log === undefined ? -1 : openSync(log, 'a');

Object.defineProperty(process, 'platform', { value: 'darwin' });
os.platform = () => 'darwin';
os.type = () => 'Darwin';
os.release = () => release;
os.hostname = () => 'Testers-Mac.local';
const account = {
  username: process.env['MAC_USER'] ?? 'tester',
  uid: process.getuid?.() ?? -1,
  gid: process.getgid?.() ?? -1,
  homedir: process.env['MAC_HOME'] ?? process.env['HOME'] ?? '/',
  shell: '/bin/zsh',
};
os.userInfo = (() => account) as unknown as typeof os.userInfo;

// ── What a Mac does not have is not there. People's accounts are in no file there, either. ──
const HIDDEN = /^\/(?:proc|sys|run\/(?!node\/))|^\/etc\/(?:hostname|os-release|machine-id|shadow)$/;
type Any = (...args: never[]) => unknown;
const onPaths = [
  'accessSync',
  'existsSync',
  'lstatSync',
  'openSync',
  'readFileSync',
  'readdirSync',
  'readlinkSync',
  'realpathSync',
  'statSync',
] as const;

function seen(path: unknown): unknown {
  if (typeof path !== 'string') return path;
  if (HIDDEN.test(path)) return '/no-such-place-on-a-mac';
  return path === '/etc/passwd' ? `${stage}/passwd` : path;
}

for (const name of onPaths) {
  const original = fs[name] as Any;
  const wrapped = (path: unknown, ...rest: never[]): unknown => original(...([seen(path), ...rest] as never[]));
  (fs as unknown as Record<string, unknown>)[name] = Object.assign(wrapped, original);
}

// ── Programs: those with a fixed place, from the stage. ──
const spawn = childProcess.spawn;
childProcess.spawn = ((command: string, args: readonly string[], options: childProcess.SpawnOptions) => {
  if (logFd >= 0) writeSync(logFd, `${JSON.stringify([command, ...args])}\n`);
  const ours = `${stage}/bin/${basename(command)}`;
  const isMacs = /^\/(?:usr\/)?s?bin\//.test(command) && existsSync(ours);
  return spawn(isMacs ? ours : command, args, options);
}) as typeof childProcess.spawn;
