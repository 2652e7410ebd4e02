// Plays the scenes of a file beside a real manager: bundles it into a throwaway home together with the built program, and makes
// a test of each scene that it tells of.
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { build } from 'esbuild';
import { builtIn, root } from '../../support/built.ts';
import { count, described, type Real, requireReal, throwawayHome } from './manager.ts';

interface Told {
  readonly scene: string;
  readonly error: string | null;
  readonly ms: number;
  /** Of --json, checked so far. */
  readonly documents: number;
}

export interface Play {
  readonly title: string;
  readonly file: string;
  /** How many there are, so that none goes missing unnoticed. */
  readonly scenes: number;
}

/** All at the same time, each beside a manager of its own: most of a scene is waiting. */
export function playAll(plays: readonly Play[]): void {
  test('scenes of reconciling', { concurrency: true }, async (t) => {
    const real = requireReal(t);
    if (!real) return;
    await Promise.all(plays.map((one) => t.test(one.title, (inner) => play(inner, real, one))));
  });
}

async function play(t: TestContext, real: Real, { file, scenes }: Play): Promise<void> {
  const home = throwawayHome(t);
  await furnish(home, file);
  const script = 'exec node --enable-source-maps "$1"';
  const ended = await real.run(script, [join(home, 'play.mjs')], { home, timeoutMs: 240_000 });
  const lines = ended.stdout.split('\n').filter((line) => line.startsWith('{'));
  const played = lines.map((line) => JSON.parse(line) as Told);
  await tellAll(t, played);
  assert.equal(ended.code, 0, described(ended));
  assert.equal(played.length, scenes, described(ended));
  count(played.length, 'scenes of reconciling played on a real manager');
  count(ended.managerLog.match(/: Started /g)?.length ?? 0, 'starts of daemons in those scenes, by the manager’s log');
  count(played.at(-1)?.documents ?? 0, 'documents of --json held against the schema');
}

async function tellAll(t: TestContext, played: readonly Told[]): Promise<void> {
  for (const { scene, error, ms } of played)
    await t.test(`${scene} (${ms} ms)`, () => {
      if (error !== null) assert.fail(error);
    });
}

async function furnish(home: string, file: string): Promise<void> {
  cpSync(builtIn(), join(home, 'dist'), { recursive: true });
  cpSync(join(root, 'schema/output.schema.json'), join(home, 'output.schema.json'));
  await build({
    entryPoints: [join(root, 'test/real/reconcile', file)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile: join(home, 'play.mjs'),
    sourcemap: 'inline',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
}
