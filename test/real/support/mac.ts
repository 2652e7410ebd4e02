// Plays files of scenes on the stage that plays a Mac: has a throwaway folder furnished, runs mac-host, and makes a test of each scene
// that is told of.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { builtIn, root } from '../../support/built.ts';
import { bundle, furnish, noStage } from './mac-furnish.ts';
import type { Swept } from './mac-sweeper.ts';
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
  /** The play believes that this is a real Mac, with somebody's own things on it: see real-mac.ts. */
  readonly forReal?: boolean;
  /** Files of the checkout that it needs, too. */
  readonly also?: readonly string[];
}

/** One file on a stage of its own; `scenes`: how many there are, so that none goes missing unnoticed. */
export async function playOnMac(t: TestContext, file: string, scenes: number, how: How = {}): Promise<void> {
  const ended = await playedOnMac(t, file, how);
  await tellAll(t, ended, scenes, skip);
}

/** How it ended, where nobody is told of it yet. */
export async function playedOnMac(t: TestContext, file: string, how: How): Promise<Ended> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'daemonsync-mac-')));
  t.after(() => rmSync(base, { recursive: true, force: true }));
  const stage = join(base, 'stage');
  await furnish(stage, root, `test/real/${file}`, (how.program ?? true) ? builtIn() : null);
  for (const path of how.also ?? []) cpSync(join(root, path), join(stage, path));
  if (how.forReal) await furnishForReal(stage);
  const ended = await host(base, how);
  assert.equal(readFileSync(join(base, 'launchd.log'), 'utf8').trim(), '', 'the stand-in for launchd complains');
  return ended;
}

/** Who sweeps afterwards; and what a test's unit starts is to do as on a Mac. */
async function furnishForReal(stage: string): Promise<void> {
  await bundle(join(root, 'test/real/support/mac-sweeper.ts'), join(stage, 'sweeper.cjs'), 'cjs');
  const dump = join(stage, 'bin/dump');
  writeFileSync(dump, readFileSync(dump, 'utf8').replaceAll('/proc/self', '/not-on-a-mac'));
}

/** A test of each scene that was told of. */
export async function tellAll(
  t: TestContext,
  ended: Ended,
  scenes: number,
  skipped: (inner: TestContext, why: string) => void,
): Promise<void> {
  const [told, rest] = [true, false].map((is) => ended.stdout.split('\n').filter((l) => l.startsWith('{') === is));
  const described = (): string => `exit ${ended.code}\n── stdout\n${rest?.join('\n')}\n── stderr\n${ended.stderr}`;
  let played = 0;
  for (const line of told ?? []) {
    const one = JSON.parse(line) as Told | Count | Swept;
    if ('left' in one) continue;
    if ('count' in one) {
      count(one.count, one.of);
      continue;
    }
    played += 1;
    await t.test(`${one.scene} (${one.ms} ms)`, (inner) => {
      if (one.skipped !== undefined) skipped(inner, one.skipped);
      if (one.error !== null) assert.fail(one.error);
    });
  }
  assert.equal(ended.code, 0, described());
  if (process.env['DAEMONSYNC_SCENE'] === undefined) assert.equal(played, scenes, described());
}

function skip(t: TestContext, why: string): void {
  if (process.env['DAEMONSYNC_REQUIRE_REAL'] === '1') assert.fail(`a whole stage is required: ${why}`);
  t.skip(why);
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the play, as the stage's own user. */
function host(base: string, { args = [], forReal = false }: How): Promise<Ended> {
  const command = [base, '/bin/sh', '-euc', forReal ? REHEARSAL : PLAY, 'play', ...args];
  return ending(join(root, 'test/real/support/mac-host'), command, { DAEMONSYNC_NODE: process.execPath }, 180_000);
}

const PLAY = 'exec node --enable-source-maps "$MAC_STAGE/play.mjs" "$@"';
/** For the play, too, there is only what a Mac has. And `cat` does not end before the sweeper does. */
const REHEARSAL = `export MAC_REAL="$MAC_STAGE" MAC_HOME="$HOME" MAC_REAL_LAUNCHCTL="$MAC_STAGE/bin/launchctl"
export MAC_REAL_PRELOAD="$MAC_STAGE/preload.cjs" DAEMONSYNC_CUTS=4
ended=$(mktemp)
{ node --enable-source-maps --require "$MAC_REAL_PRELOAD" "$MAC_STAGE/play.mjs" || echo $? >"$ended"; } | cat
code=$(cat "$ended")
rm -f "$ended"
exit "\${code:-0}"`;

/** With nothing of the developer's environment but this. It has ended when nobody holds its output any more. */
export function ending(
  program: string,
  argv: readonly string[],
  more: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
): Promise<Ended> {
  const { PATH = '/usr/local/bin:/usr/bin:/bin', TMPDIR, DAEMONSYNC_SCENE, DAEMONSYNC_SEED } = process.env;
  const set = { PATH, TMPDIR, DAEMONSYNC_SCENE, DAEMONSYNC_SEED, ...more };
  const env = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
  const child = spawn(program, argv, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  const timer = setTimeout(() => child.kill('SIGTERM'), timeoutMs);
  return new Promise((done, bug) => {
    child.on('error', bug);
    child.on('close', (code) => {
      clearTimeout(timer);
      done({ code: code ?? 1, ...said });
    });
  });
}
