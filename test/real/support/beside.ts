// Plays one file beside a real manager: bundles it into a throwaway home together with the built program and the hook that
// breaks it, and makes a test of each scene that it tells of. It tells in lines of JSON: scenes, and counts.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { builtIn, root } from '../../support/built.ts';
import { count, described, requireReal, throwawayHome } from './manager.ts';

interface Scene {
  readonly scene: string;
  readonly error: string | null;
  readonly ms: number;
}

interface Count {
  readonly count: number;
  readonly of: string;
}

/** `scenes`: how many there are, so that none goes missing unnoticed. */
export function playBeside(title: string, file: string, scenes: number): void {
  test(title, async (t) => {
    const real = requireReal(t);
    if (!real) return;
    const home = throwawayHome(t);
    cpSync(builtIn(), join(home, 'dist'), { recursive: true });
    await bundle(`test/real/faults/${file}`, join(home, 'play.mjs'), 'esm');
    await bundle('test/real/faults/hook.ts', join(home, 'hook.cjs'), 'cjs');
    const ended = await real.run('exec node --enable-source-maps "$1"', [join(home, 'play.mjs')], { home, timeoutMs: 180_000 });
    const told = ended.stdout.split('\n').filter((line) => line.startsWith('{'));
    const all = told.map((line) => JSON.parse(line) as Scene | Count);
    let played = 0;
    for (const one of all) {
      if ('count' in one) {
        count(one.count, one.of);
        continue;
      }
      played += 1;
      await t.test(`${one.scene} (${one.ms} ms)`, () => {
        if (one.error !== null) throw new Error(one.error);
      });
    }
    assert.equal(played, scenes, described(ended));
    assert.equal(ended.code, 0, described(ended));
  });
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
