// Compiles the test files and runs them with node:test. Arguments: parts of file names; none means all but test/real.
// Node 20 cannot run TypeScript by itself, and esbuild does the lot in a blink. Ends by repeating what the suites counted
// and what was skipped, and why. Suites that only compute, and those on the stage that plays a Mac, run as many at a time as there
// are processors; those that measure time, or have a real service manager of their own, one after the other.
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { generate } from './generate.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isReal = (name) => name.startsWith('test/real/');
const isOnStage = (name) => /^test\/real\/.*(?:mac|both)/.test(name);
/** They say how long something may take, or watch what happens in the meantime. */
const isTimed = (name) => /bad-input|lock\.|logs-(?:rotate|follow)|health|settle/.test(name);
const wanted = process.argv.slice(2);
const all = readdirSync(join(root, 'test'), { recursive: true })
  .map((name) => join('test', String(name)))
  .filter((name) => name.endsWith('.test.ts'))
  .sort();
const files = all.filter((name) => (wanted.length ? wanted.some((part) => name.includes(part)) : !isReal(name)));
if (files.length === 0) {
  console.error(`no test file matches: ${wanted.join(' ')}`);
  process.exit(1);
}

sweep();
const out = join(root, '.build/test', String(process.pid));
mkdirSync(out, { recursive: true });
let failed = false;
try {
  await generate();
  await build({
    absWorkingDir: root,
    entryPoints: files,
    outdir: out,
    outbase: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    outExtension: { '.js': '.mjs' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  const processors = availableParallelism();
  const groups = [
    [files.filter((name) => !isReal(name) && !isTimed(name)), processors],
    [files.filter((name) => !isReal(name) && isTimed(name)), 1],
    [files.filter((name) => isReal(name) && !isOnStage(name)), 1],
    [files.filter((name) => isReal(name) && isOnStage(name)), Math.min(processors, 4)],
  ];
  for (const [i, [names, atOnce]] of groups.entries())
    if (names.length > 0) failed = !run(names, `--test-concurrency=${atOnce}`, i) || failed;
  tell();
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

function run(names, flag, group) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env; // costs every node 20 process 50 ms
  const told = join(out, `told-${group}.jsonl`);
  const reporters = ['spec', 'stdout', new URL('./told.mjs', import.meta.url).href, told].map(
    (value, i) => `--test-reporter${i % 2 ? '-destination' : ''}=${value}`,
  );
  const paths = names.map((name) => join(relative(process.cwd(), out) || '.', name.replace(/\.ts$/, '.mjs')));
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', flag, ...reporters, ...paths], {
    stdio: 'inherit',
    env: { ...env, DAEMONSYNC_ROOT: root },
  });
  return status === 0;
}

/** What was counted, and what was not done: nobody should have to scroll for that. */
function tell() {
  const lines = readdirSync(out)
    .filter((name) => name.startsWith('told-'))
    .flatMap((name) => readFileSync(join(out, name), 'utf8').split('\n').filter(Boolean))
    .map((line) => JSON.parse(line));
  const sums = new Map();
  for (const { count, of } of lines) if (count !== undefined) sums.set(of, (sums.get(of) ?? 0) + count);
  for (const [of, sum] of sums) console.log(`count: ${sum.toLocaleString('en')} ${of}`);
  const skipped = new Map();
  for (const { skipped: name, why } of lines) if (name) skipped.set(why, [...(skipped.get(why) ?? []), name]);
  for (const [why, names] of skipped) {
    console.log(`SKIPPED ${names.length}: ${why || 'without a reason'}`);
    for (const name of names) console.log(`  ${name}`);
  }
}

/** What a run that was killed has left. */
function sweep() {
  const folder = join(root, '.build/test');
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    try {
      process.kill(Number(name), 0);
    } catch (error) {
      if (error.code === 'ESRCH') rmSync(join(folder, name), { recursive: true, force: true });
    }
  }
}
