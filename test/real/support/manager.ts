// A private, real `systemd --user` for a test: what to run beside it goes in, what that said comes out.
// Never the developer's own manager or HOME. Where no manager can be had, says why; whoever asks then skips, loudly.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** How a command beside the manager ended. `managerLog`: the manager's own words, "unit: message" a line. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly managerLog: string;
}

export interface Options {
  /** Made if missing; it and all in it becomes the ordinary user's. The manager reads HOME/.config/systemd/user. */
  readonly home: string;
  /** For the command only: services get the environment that a login gives. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another release's root file system. Default: DAEMONSYNC_SYSTEMD_ROOT, else this machine's systemd. */
  readonly root?: string;
  /** Default: one minute. */
  readonly timeoutMs?: number;
}

export interface Real {
  readonly available: true;
  /** The release: 252, say. */
  readonly systemd: number;
  /** Runs a script for /bin/sh -eu beside a fresh manager; `args` are its $1, $2 … */
  run(script: string, args: readonly string[], options: Options): Promise<Ended>;
}

export type RealManager = Real | { readonly available: false; readonly why: string };

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const starter = join(root, 'test/real/support/user-manager');
const ANSWERED = 'user-manager: the manager answers\n';

/** Runs a command beside a fresh manager. Throws if the manager could not be had or the command did not end in time. */
export async function inManager(options: Options & { readonly command: readonly string[] }): Promise<Ended> {
  const timeoutMs = options.timeoutMs ?? 60_000;
  const aside = mkdtempSync(join(tmpdir(), 'daemonsync-log-'));
  const log = join(aside, 'manager.log');
  const child = spawn(starter, [...rootFlag(options.root), options.home, ...options.command], {
    env: { ...plainEnv(), ...options.env, DAEMONSYNC_MANAGER_LOG: log },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGTERM'); // user-manager ends all it has started, then itself
  }, timeoutMs);
  try {
    const [code, stdout, stderr] = await Promise.all([ending(child), text(child.stdout), text(child.stderr)]);
    const managerLog = readIfThere(log);
    const ended = { code, stdout, stderr, managerLog: managerLog.replace(ANSWERED, '') };
    if (late) throw new Error(`${options.command.join(' ')}: no end within ${timeoutMs} ms\n${described(ended)}`);
    if (!managerLog.includes(ANSWERED)) throw new Error(`no service manager (${code}): ${stderr}${managerLog}`);
    return ended;
  } finally {
    clearTimeout(timer);
    rmSync(aside, { recursive: true, force: true });
  }
}

/** What only Linux has must be here. A Mac has launchd instead, and the suites of that one are required there. */
export const linuxIsRequired = process.env['DAEMONSYNC_REQUIRE_REAL'] === '1' && process.platform !== 'darwin';

let probed: RealManager | undefined;

/** Whether a manager can be had here: it is tried once, for real. */
export function realManager(): RealManager {
  if (process.platform !== 'linux') return { available: false, why: 'no systemd: this is not Linux' };
  probed ??= probe();
  return probed;
}

function probe(): RealManager {
  const home = mkdtempSync(join(tmpdir(), 'daemonsync-probe-'));
  try {
    const command = [...rootFlag(undefined), home, 'systemctl', '--user', '--version'];
    const tried = spawnSync(starter, command, { env: plainEnv(), encoding: 'utf8', timeout: 30_000 });
    const release = /^systemd (\d+)/.exec(tried.stdout ?? '')?.[1];
    if (tried.status === 0 && release !== undefined) return { available: true, systemd: Number(release), run };
    return { available: false, why: (tried.error?.message ?? tried.stderr).trim() || `exit ${tried.status}` };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function run(script: string, args: readonly string[], options: Options): Promise<Ended> {
  return inManager({ ...options, command: ['/bin/sh', '-euc', script, 'script', ...args] });
}

/** The manager, or null after the test was skipped with the reason. DAEMONSYNC_REQUIRE_REAL=1: then it fails instead. */
export function requireReal(t: TestContext): Real | null {
  const real = realManager();
  if (real.available) return real;
  if (linuxIsRequired) throw new Error(`a real service manager is required: ${real.why}`);
  t.skip(real.why);
  return null;
}

/** An empty folder for one test, gone after it. */
export function throwawayHome(t: TestContext): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'daemonsync-home-')));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

/** All that is known of a run, for the message of an assertion. */
export function described(ended: Ended): string {
  const parts = { stdout: ended.stdout, stderr: ended.stderr, manager: ended.managerLog };
  const shown = Object.entries(parts).map(([name, said]) => `── ${name} ──\n${said.trimEnd() || '(nothing)'}`);
  return [`exit ${ended.code}`, ...shown].join('\n');
}

/** Tells how much was really tried; the test runner repeats these lines at its end. */
export function count(howMany: number, what: string): void {
  console.log(`count: ${howMany} ${what}`);
}

function rootFlag(asked: string | undefined): readonly string[] {
  const other = asked ?? process.env['DAEMONSYNC_SYSTEMD_ROOT'] ?? '';
  return other === '' ? [] : ['--root', other];
}

function plainEnv(): NodeJS.ProcessEnv {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', TMPDIR } = process.env;
  const mine = { PATH, LANG: 'C.UTF-8', DAEMONSYNC_ROOT: root, DAEMONSYNC_NODE: process.execPath };
  return TMPDIR === undefined ? mine : { ...mine, TMPDIR };
}

function ending(child: ReturnType<typeof spawn>): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let all = '';
  stream.setEncoding('utf8');
  for await (const piece of stream) all += String(piece);
  return all;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
