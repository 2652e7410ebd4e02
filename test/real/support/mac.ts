// Plays files of scenes on the stage that plays a Mac: has a throwaway folder furnished, runs mac-host, and makes a test of each scene
// that is told of.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { builtIn, root } from '../../support/built.ts';
import { furnish, noStage } from './mac-furnish.ts';
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
  await furnish(join(base, 'stage'), root, `test/real/${file}`, (how.program ?? true) ? builtIn() : null);
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
