// Plays files of scenes in the gui domain of whoever runs this on a Mac, and elsewhere rehearses the very same on the stage that
// plays one. What a play may touch there, and who sweeps behind it: both/real-mac.ts, mac-sweeper.ts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { builtIn, root } from '../../support/built.ts';
import { type Ended, ending, playedOnMac, requireStage, tellAll } from './mac.ts';
import { bundle } from './mac-furnish.ts';
import type { Swept } from './mac-sweeper.ts';

export const isMac = process.platform === 'darwin';

/** A login at the screen, or the stage; null after the test was skipped with the reason. DAEMONSYNC_REQUIRE_REAL=1: then it fails. */
export function requireMac(t: TestContext): true | null {
  if (!isMac) return requireStage(t);
  const gui = `gui/${process.getuid?.()}`;
  const { status, stderr } = spawnSync('/bin/launchctl', ['print', gui], { encoding: 'utf8' });
  if (status === 0) return true;
  const why = `there is no ${gui}: nobody is logged in at the screen as this user (${stderr.trim()})`;
  if (process.env['DAEMONSYNC_REQUIRE_REAL'] === '1') throw new Error(why);
  t.skip(why);
  return null;
}

/** One file; `scenes`: how many there are. Beside them it is tested that nothing of theirs had to be swept away. */
export async function playForReal(t: TestContext, file: string, scenes: number): Promise<void> {
  const ended = await played(t, file);
  await tellAll(t, ended, scenes, (inner, why) => inner.skip(why));
  assert.deepEqual(sweptAfter(ended), { swept: [], left: [] }, 'of the throwaway name');
}

/** Until the sweeper has ended, too. */
export const played = (t: TestContext, file: string): Promise<Ended> =>
  isMac ? playedHere(t, file) : playedOnMac(t, file, { forReal: true });

async function playedHere(t: TestContext, file: string): Promise<Ended> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'daemonsync-mac-')));
  t.after(() => rmSync(base, { recursive: true, force: true }));
  mkdirSync(join(base, 'bin'));
  cpSync(builtIn(), join(base, 'dist'), { recursive: true });
  cpSync(join(root, 'test/real/support/dump'), join(base, 'bin/dump'));
  await Promise.all([
    bundle(join(root, 'test/real', file), join(base, 'play.mjs'), 'esm'),
    bundle(join(root, 'test/real/faults/hook.ts'), join(base, 'hook.cjs'), 'cjs'),
    bundle(join(root, 'test/real/support/mac-sweeper.ts'), join(base, 'sweeper.cjs'), 'cjs'),
  ]);
  const { HOME, USER, LOGNAME } = process.env;
  const env = { HOME, USER, LOGNAME, MAC_REAL: base, DAEMONSYNC_CUTS: '4' };
  return ending(process.execPath, ['--enable-source-maps', join(base, 'play.mjs')], env, 600_000);
}

export function sweptAfter({ stdout, stderr }: Ended): Swept {
  const line = stdout.split('\n').findLast((one) => one.startsWith('{"swept"'));
  assert.ok(line, `the sweeper said nothing: ${stderr}`);
  return JSON.parse(line) as Swept;
}
