// Plays one file of scenes beside both managers: a real `systemd --user`, and the stand-in for launchd. The same bodies; what one
// promises on the one system, it keeps on the other.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { build } from 'esbuild';
import { builtIn, root } from '../../support/built.ts';
import { playOnMac, requireStage, type Told } from './mac.ts';
import { count, described, type Real, requireReal, throwawayHome } from './manager.ts';

export interface Play {
  readonly title: string;
  readonly file: string;
  /** How many there are, so that none goes missing unnoticed. */
  readonly scenes: number;
}

/** `systemd` or `launchd`: only that one, for who is at work on it. */
const beside = process.env['DAEMONSYNC_BESIDE'] ?? '';

/** All at the same time, each beside a manager of its own: most of a scene is waiting. */
export function playBoth(plays: readonly Play[]): void {
  test('on systemd', { concurrency: true, skip: beside === 'launchd' }, async (t) => {
    const real = requireReal(t);
    if (!real) return;
    await Promise.all(plays.map((one) => t.test(one.title, (inner) => onSystemd(inner, real, one))));
  });
  test('on launchd, as far as the evidence tells of it', {
    concurrency: true,
    skip: beside === 'systemd',
  }, async (t) => {
    if (!requireStage(t)) return;
    await Promise.all(
      plays.map((one) => t.test(one.title, (inner) => playOnMac(inner, `both/${one.file}`, one.scenes))),
    );
  });
}

async function onSystemd(t: TestContext, real: Real, { file, scenes }: Play): Promise<void> {
  const home = throwawayHome(t);
  cpSync(builtIn(), join(home, 'dist'), { recursive: true });
  cpSync(join(root, 'test/real/support/dump'), join(home, 'bin/dump'));
  await bundle(`test/real/both/${file}`, join(home, 'play.mjs'), 'esm');
  await bundle('test/real/faults/hook.ts', join(home, 'hook.cjs'), 'cjs');
  const { DAEMONSYNC_SCENE, DAEMONSYNC_SEED } = process.env;
  const env = {
    ...(DAEMONSYNC_SCENE === undefined ? {} : { DAEMONSYNC_SCENE }),
    ...(DAEMONSYNC_SEED === undefined ? {} : { DAEMONSYNC_SEED }),
  };
  const script = 'exec node --enable-source-maps "$1"';
  const ended = await real.run(script, [join(home, 'play.mjs')], { home, env, timeoutMs: 240_000 });
  let played = 0;
  for (const line of ended.stdout.split('\n').filter((one) => one.startsWith('{'))) {
    const told = JSON.parse(line) as Told | { readonly count: number; readonly of: string };
    if ('count' in told) {
      count(told.count, told.of);
      continue;
    }
    played += 1;
    await t.test(`${told.scene} (${told.ms} ms)`, (inner) => {
      if (told.skipped !== undefined) inner.skip(told.skipped);
      if (told.error !== null) assert.fail(told.error);
    });
  }
  assert.equal(ended.code, 0, described(ended));
  if (DAEMONSYNC_SCENE === undefined) assert.equal(played, scenes, described(ended));
}

async function bundle(entry: string, outfile: string, format: 'esm' | 'cjs'): Promise<void> {
  await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    platform: 'node',
    format,
    target: 'node20',
    outfile,
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
