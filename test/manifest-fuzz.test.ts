// At least 20,000 mutated manifests through the whole pure pipeline, on both systems: nothing is thrown, nothing hangs,
// every problem has a place in the text, and nothing that was rendered holds a line or key that no daemon asked for.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readMark } from '../src/mark.ts';
import { decodeSource } from '../src/manifest/source.ts';
import { pipeline } from './support/compiled.ts';
import { manifestsIn, mutate } from './support/mutate.ts';
import { oddFrom, seedOfThisRun } from './support/odd-strings.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();
const HOW_MANY = 20_000;

test(`${HOW_MANY} mutated manifests: no crash, no hang, no stray line`, async (t) => {
  const seed = seedOfThisRun();
  t.diagnostic(`seed ${seed} (DAEMONSYNC_SEED=${seed} runs the same again)`);
  const odd = oddFrom(seed);
  const seeds = manifestsIn(root, 'examples', 'test/problems', 'test/cases');
  let right = 0;
  for (let i = 0; i < HOW_MANY; i++) {
    const text = mutate(odd, seeds[odd.number(seeds.length)] ?? '', seeds);
    const source = decodeSource('daemons.yaml', '/home/ann/dotfiles', Buffer.from(text));
    const began = performance.now();
    if ('severity' in source) continue;
    try {
      right += await check(source.text, i % 2 === 0 ? 'systemd' : 'launchd');
    } catch (error) {
      throw new Error(`seed ${seed}, manifest ${i}:\n${JSON.stringify(text)}`, { cause: error });
    }
    const ms = performance.now() - began;
    assert.ok(ms < 2000, `seed ${seed}, manifest ${i} took ${Math.round(ms)} ms:\n${JSON.stringify(text)}`);
  }
  assert.ok(
    right > HOW_MANY / 50,
    `only ${right} of them were right: the mutations are too wild to reach the renderers`,
  );
  console.log(`count: ${HOW_MANY} mutated manifests read, ${right} of them still right and rendered`);
});

async function check(text: string, platform: 'systemd' | 'launchd'): Promise<0 | 1> {
  const { manifest, desired, problems } = await pipeline(text, platform);
  const lines = text.split('\n').length;
  for (const problem of problems) {
    const at = problem.at;
    assert.ok(at && at.line >= 1 && at.line <= lines && at.column >= 1, `no place: ${JSON.stringify(problem)}`);
    assert.ok(
      !/undefined|\[object|NaN|TypeError|    at /.test(problem.message + (problem.hint ?? '')),
      `nonsense: ${JSON.stringify(problem)}`,
    );
  }
  const failed = problems.some((problem) => problem.severity === 'error');
  assert.equal(manifest === null, failed && desired.length === 0, 'errors and a manifest');
  for (const file of desired.flatMap((daemon) => daemon.files)) {
    assert.ok(readMark(file.text)?.intact, file.path);
    if (/\.(?:service|timer|path|socket)$/.test(file.path)) {
      // One physical line per directive, and the directives a unit may have once stand once.
      for (const key of ['ExecStart', 'Type', 'User', 'WorkingDirectory']) {
        assert.ok(
          file.text.split('\n').filter((line) => line.startsWith(`${key}=`)).length <=
            (file.text.includes(`\n${key}=`) && manifestRaw(manifest, key) ? 99 : 1),
          `${key} twice:\n${file.text}`,
        );
      }
      assert.match(
        file.text,
        /^# Made by daemonsync[^\n]*\n# daemonsync: [^\n]*\n\n(?:(?:\[[A-Za-z-]+[^\n]*\]|[A-Za-z][A-Za-z0-9-]*=[^\n]*)?\n)*$/,
      );
    }
  }
  return manifest ? 1 : 0;
}

const manifestRaw = (
  manifest: { readonly daemons: readonly { readonly systemd: object }[] } | null,
  key: string,
): boolean => JSON.stringify(manifest?.daemons.map((d) => d.systemd)).includes(`"${key}"`);
