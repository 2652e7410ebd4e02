// A whole booted Linux for a test: commands to run in it go in, what they said comes out. It is the test's own and ends with it.
// Never this machine itself. Where none can be had, the test skips, loudly, with the reason.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { builtIn } from '../../support/built.ts';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Default: one minute; then the whole machine is ended, and the promise fails. */
  readonly timeoutMs?: number;
}

/** Who asks: root; dev told where the manager is; dev as cron would start it; dev in a login session of its own. */
export type Who = 'run' | 'user' | 'plain' | 'login';
type Command = (argv: readonly string[], options?: Options) => Promise<Ran>;

export interface Booted extends Readonly<Record<Who, Command>> {
  /** From asking for it until all that starts at boot had started. */
  readonly bootMs: number;
  /** Shuts down and boots again; what was written stays. How long that took, in ms. */
  reboot(): Promise<number>;
  /** The power fails and comes back: what was not synced is lost, if `losesUnsynced`. */
  crash(): Promise<number>;
  readonly losesUnsynced: boolean;
  /** May dev become root? free: without a password; asks: with "dev"; none: not at all. */
  sudo(mode: 'free' | 'asks' | 'none'): Promise<void>;
  /** As dev, unless `as` says root; makes folders as needed. */
  write(path: string, text: string, as?: 'dev' | 'root'): Promise<void>;
  /** Read as root; null if it is not there. */
  read(path: string): Promise<string | null>;
  /** The program as it is shipped, as dev with the manager's environment unless `as` says otherwise. */
  daemonsync(argv: readonly string[], options?: Options & { readonly as?: Who }): Promise<Ran>;
}

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const starter = join(root, 'test/real/support/booted-host');
const NODE = '/usr/local/bin/node';
export const PROGRAM = '/usr/local/lib/daemonsync/daemonsync.cjs';
let booted = 0;

/** The machine, or null after the test was skipped with the reason. DAEMONSYNC_REQUIRE_REAL=1: then it fails instead. */
export async function requireBooted(
  t: TestContext,
  { root: release = process.env['DAEMONSYNC_BOOTED_ROOT'] }: { readonly root?: string | undefined } = {},
): Promise<Booted | null> {
  if (process.platform !== 'linux') {
    t.skip('a booted Linux needs Linux');
    return null;
  }
  const name = `test-${process.pid}-${(booted += 1)}`;
  const flag = release ? ['--root', release] : [];
  const start = performance.now();
  const up = await asked(['up', name, ...flag, '--while', `${process.pid}`], { timeoutMs: 120_000 });
  const bootMs = performance.now() - start;
  if (up.code === 77) {
    if (process.env['DAEMONSYNC_REQUIRE_REAL'] === '1')
      throw new Error(`a booted Linux is required: ${up.stderr.trim()}`);
    t.skip(up.stderr.trim());
    return null;
  }
  if (up.code !== 0) throw new Error(`no booted Linux (${up.code}): ${up.stderr}`);
  t.after(() => asked(['down', name], {}));
  return machine(name, bootMs);
}

function machine(name: string, bootMs: number): Booted {
  const as =
    (who: Who): Command =>
    async (argv, options = {}) => {
      const assignments = Object.entries(options.env ?? {}).map(([key, value]) => `${key}=${value}`);
      const command = assignments.length > 0 ? ['/usr/bin/env', ...assignments, ...argv] : argv;
      try {
        return await asked([who, name, ...command], options);
      } catch (error) {
        await asked(['down', name], {});
        throw error;
      }
    };
  const again = async (verb: 'reboot' | 'crash'): Promise<number> => {
    const start = performance.now();
    passed(await asked([verb, name], { timeoutMs: 150_000 }));
    return performance.now() - start;
  };
  const all = { run: as('run'), user: as('user'), plain: as('plain'), login: as('login') };
  const write: Booted['write'] = async (path, text, owner = 'dev') => {
    const script = 'mkdir -p -- "$(dirname -- "$1")" && cat >"$1"';
    passed(await all[owner === 'dev' ? 'plain' : 'run'](sh(script, path), { input: text }));
  };
  let installed: Promise<void> | undefined;
  const install = async (): Promise<void> => {
    const [from, to] = [builtIn(), PROGRAM.replace(/\/[^/]*$/, '')];
    for (const file of readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isFile()))
      await write(join(to, file.name), readFileSync(join(from, file.name), 'utf8'), 'root');
    passed(await all.run(['sync']));
  };
  return {
    ...all,
    bootMs,
    losesUnsynced: !readFileSync(`/tmp/daemonsync-hosts/${name}/console`, 'utf8').includes('no loop device'),
    reboot: () => again('reboot'),
    crash: () => again('crash'),
    sudo: async (mode) => void passed(await asked(['sudo', name, mode], {})),
    write,
    read: async (path) => {
      const ran = await all.run(sh('[ -e "$1" ] || exit 66; cat -- "$1"', path));
      return ran.code === 66 ? null : passed(ran).stdout;
    },
    daemonsync: async (argv, { as: who = 'user', ...options } = {}) => {
      await (installed ??= install());
      return all[who]([NODE, PROGRAM, ...argv], options);
    },
  };
}

/** A script for /bin/sh -eu; `args` are its $1, $2 … */
export function sh(script: string, ...args: readonly string[]): readonly string[] {
  return ['/bin/sh', '-euc', script, 'script', ...args];
}

/** What it said, if it did not fail. */
export function passed(ran: Ran): Ran {
  if (ran.code !== 0) throw new Error(described(ran));
  return ran;
}

export function described({ code, stdout, stderr }: Ran): string {
  return `exit ${code}\n── stdout ──\n${stdout.trimEnd() || '(nothing)'}\n── stderr ──\n${stderr.trimEnd() || '(nothing)'}`;
}

/** Asks until the answer is yes; how long that took, in ms. Throws when it stays no. */
export async function until(what: string, withinMs: number, holds: () => Promise<boolean>): Promise<number> {
  const start = performance.now();
  for (;;) {
    if (await holds()) return performance.now() - start;
    if (performance.now() - start > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function asked(argv: readonly string[], { input = '', timeoutMs = 60_000 }: Options): Promise<Ran> {
  const { PATH = '/usr/local/bin:/usr/bin:/bin' } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(starter, argv, { env: { PATH, LANG: 'C.UTF-8', DAEMONSYNC_NODE: process.execPath } });
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (piece: string) => (said[stream] += piece));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${argv.join(' ')}: no end within ${timeoutMs} ms\n${said.stdout}${said.stderr}`));
    }, timeoutMs);
    const over = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
    };
    child.once('error', (error) => over(() => reject(error)));
    child.once('close', (code) => over(() => resolve({ code: code ?? 1, ...said })));
    child.stdin.on('error', () => {}); // it may have ended without reading
    child.stdin.end(input);
  });
}
