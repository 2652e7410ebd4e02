// Plays files of scenes on the stage that plays a Mac: furnishes a throwaway folder with the built program, what makes it see a Mac,
// the stand-in for launchd and the stubs that ask it, runs mac-host, and makes a test of each scene that is told of.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { build } from 'esbuild';
import { builtIn, root } from '../../support/built.ts';
import { count } from './manager.ts';

export interface Told {
  readonly scene: string;
  readonly error: string | null;
  readonly ms: number;
  /** Why this stage cannot play it. */
  readonly skipped?: string;
}

interface Count {
  readonly count: number;
  readonly of: string;
}

const PROGRAMS = 'launchctl sudo ps scutil sysctl sw_vers dscl xattr plutil sfltool launchd-order'.split(' ');

/** null: here is what cannot be played at all. */
export function noStage(): string | null {
  if (process.platform === 'darwin') return 'this is a Mac: its own launchd is tested elsewhere';
  if (process.platform !== 'linux') return 'the stage needs Linux';
  for (const [tool, ...words] of [
    ['perl', '-e1'],
    ['bash', '-c', ':'],
    ['setpriv', '--version'],
    ['unshare', '--version'],
  ] as const)
    if (spawnSync(tool, words).status !== 0) return `\`${tool}\` is missing`;
  return null;
}

/** The stage, or null after the test was skipped with the reason. DAEMONSYNC_REQUIRE_REAL=1: then it fails instead. */
export function requireStage(t: TestContext): true | null {
  const why = noStage();
  if (why === null) return true;
  if (process.env['DAEMONSYNC_REQUIRE_REAL'] === '1' && process.platform !== 'darwin')
    throw new Error(`a stage for launchd is required: ${why}`);
  t.skip(why);
  return null;
}

export interface How {
  readonly args?: readonly string[];
  /** The built program is on the stage, too. Default: true. */
  readonly program?: boolean;
}

/** One file on a stage of its own; `scenes`: how many there are, so that none goes missing unnoticed. */
export async function playOnMac(t: TestContext, file: string, scenes: number, how: How = {}): Promise<void> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'daemonsync-mac-')));
  t.after(() => rmSync(base, { recursive: true, force: true }));
  await furnish(join(base, 'stage'), file, how.program ?? true);
  const ended = await host(base, how.args ?? []);
  const log = (): string => readFileSync(join(base, 'launchd.log'), 'utf8').trim();
  const [told, rest] = [true, false].map((is) => ended.stdout.split('\n').filter((l) => l.startsWith('{') === is));
  const described = (): string =>
    `exit ${ended.code}\n── stdout\n${rest?.join('\n')}\n── stderr\n${ended.stderr}\n── launchd\n${log()}`;
  let played = 0;
  for (const line of told ?? []) {
    const one = JSON.parse(line) as Told | Count;
    if ('count' in one) {
      count(one.count, one.of);
      continue;
    }
    played += 1;
    await t.test(`${one.scene} (${one.ms} ms)`, (inner) => {
      if (one.skipped !== undefined) skip(inner, one.skipped);
      if (one.error !== null) assert.fail(one.error);
    });
  }
  assert.equal(ended.code, 0, described());
  assert.equal(log(), '', 'the stand-in for launchd complains');
  if (process.env['DAEMONSYNC_SCENE'] === undefined) assert.equal(played, scenes, described());
}

function skip(t: TestContext, why: string): void {
  if (process.env['DAEMONSYNC_REQUIRE_REAL'] === '1') assert.fail(`a whole stage is required: ${why}`);
  t.skip(why);
}

async function furnish(stage: string, file: string, program: boolean): Promise<void> {
  mkdirSync(join(stage, 'bin'), { recursive: true });
  if (program) {
    cpSync(builtIn(), join(stage, 'dist'), { recursive: true });
    // It was made for nobody else; here another user runs it.
    chmodSync(join(stage, 'dist'), 0o755);
  }
  cpSync(join(root, 'schema/output.schema.json'), join(stage, 'output.schema.json'));
  cpSync(join(root, 'test/real/support/mac-stub'), join(stage, 'bin/launchctl'));
  cpSync(join(root, 'test/real/support/dump'), join(stage, 'bin/dump'));
  for (const name of PROGRAMS.slice(1)) symlinkSync('launchctl', join(stage, 'bin', name));
  // As a Mac has it: the accounts of people are in no file.
  writeFileSync(join(stage, 'passwd'), 'root:*:0:0:System Administrator:/var/root:/bin/sh\n');
  await Promise.all([
    bundle(`test/real/${file}`, join(stage, 'play.mjs'), 'esm'),
    bundle('test/support/launchd/real-server.ts', join(stage, 'server.mjs'), 'esm'),
    bundle('test/real/support/mac-preload.ts', join(stage, 'preload.cjs'), 'cjs'),
    bundle('test/real/faults/hook.ts', join(stage, 'hook.cjs'), 'cjs'),
  ]);
}

async function bundle(entry: string, outfile: string, format: 'esm' | 'cjs'): Promise<void> {
  const needsRequire = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    platform: 'node',
    format,
    target: 'node20',
    outfile,
    sourcemap: 'inline',
    ...(format === 'esm' ? { banner: { js: needsRequire } } : {}),
    logLevel: 'warning',
  });
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the play, as the stage's own user. */
function host(base: string, args: readonly string[]): Promise<Ended> {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', TMPDIR, DAEMONSYNC_SCENE, DAEMONSYNC_SEED } = process.env;
  const set = { PATH, TMPDIR, DAEMONSYNC_SCENE, DAEMONSYNC_SEED, DAEMONSYNC_NODE: process.execPath };
  const env = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
  const script = 'exec node --enable-source-maps "$MAC_STAGE/play.mjs" "$@"';
  const command = [base, '/bin/sh', '-euc', script, 'play', ...args];
  const child = spawn(join(root, 'test/real/support/mac-host'), command, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const timer = setTimeout(() => child.kill('SIGTERM'), 180_000);
  return new Promise((done, bug) => {
    child.on('error', bug);
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ code: code ?? 1, ...said });
    });
  });
}
