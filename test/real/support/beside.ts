// Plays one file beside a real manager: bundles it into a throwaway home together with the built program and the hook that
// breaks it, and makes a test of each scene that it tells of. It tells in lines of JSON: scenes, and counts.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { build } from 'esbuild';
import { builtIn, root } from '../../support/built.ts';
import { count, described, type Ended, type Real, requireReal, throwawayHome } from './manager.ts';

interface Scene {
  readonly scene: string;
  readonly error: string | null;
  readonly ms: number;
}

interface Count {
  readonly count: number;
  readonly of: string;
}

/** `scenes`: how many there are, so that none goes missing unnoticed; of each part, all with managers of their own at once. */
export function playBeside(title: string, file: string, scenes: readonly number[]): void {
  test(title, async (t) => {
    const real = requireReal(t);
    if (!real) return;
    const all = scenes.map((_, part) => one(t, real, file, [String(part), String(scenes.length)]));
    for (const [part, end] of (await Promise.all(all)).entries())
      await tell(t, end, scenes[part] ?? 0, scenes.length > 1 ? `, part ${part + 1}` : '');
  });
}

async function one(t: TestContext, real: Real, file: string, args: readonly string[]): Promise<Ended> {
  const home = throwawayHome(t);
  cpSync(builtIn(), join(home, 'dist'), { recursive: true });
  await bundle(`test/real/faults/${file}`, join(home, 'play.mjs'), 'esm');
  await bundle('test/real/faults/hook.ts', join(home, 'hook.cjs'), 'cjs');
  const script = 'exec node --enable-source-maps "$@"';
  return real.run(script, [join(home, 'play.mjs'), ...args], { home, timeoutMs: 180_000 });
}

async function tell(t: TestContext, ended: Ended, scenes: number, part: string): Promise<void> {
  const lines = ended.stdout.split('\n').filter((line) => line.startsWith('{'));
  let played = 0;
  for (const told of lines.map((line) => JSON.parse(line) as Scene | Count)) {
    if ('count' in told) {
      count(told.count, told.of);
      continue;
    }
    played += 1;
    await t.test(`${told.scene}${part} (${told.ms} ms)`, () => {
      if (told.error !== null) throw new Error(told.error);
    });
  }
  assert.equal(played, scenes, described(ended));
  assert.equal(ended.code, 0, described(ended));
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
