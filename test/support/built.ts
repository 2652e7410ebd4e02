// The program as it is shipped, built once per test file into a folder of its own, and run with nothing of the developer's:
// another HOME, no variables. Never touches dist/ of the checkout.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();

export interface Ran {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder that is gone when all tests of the file are over; `after` would take it away with the test that asked first. */
export function scratch(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'daemonsync-test-')));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

process.setMaxListeners(0);

let dist: string | null = null;

export function builtIn(): string {
  if (dist === null) {
    dist = scratch();
    execFileSync(process.execPath, [join(root, 'tools/build.mjs'), '--outdir', dist], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return dist;
}

export const program = () => join(builtIn(), 'daemonsync.cjs');

let home: string | null = null;

export function environment(more: Options['env'] = {}): Record<string, string> {
  home ??= scratch();
  mkdirSync(home, { recursive: true });
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: home, ...more };
}

export function daemonsync(argv: readonly string[], { cwd, input, env }: Options = {}): Ran {
  return run([process.execPath, program(), ...argv], {
    ...(cwd ? { cwd } : {}),
    ...(input === undefined ? {} : { input }),
    ...(env ? { env } : {}),
  });
}

export function run([command = '', ...argv]: readonly string[], { cwd, input, env }: Options = {}): Ran {
  const { status, signal, stdout, stderr, error } = spawnSync(command, argv, {
    cwd: cwd ?? tmpdir(),
    env: environment(env),
    input: input ?? '',
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  return { code: status, signal, stdout, stderr };
}
