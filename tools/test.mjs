// Compiles the test files and runs them with node:test. Arguments: parts of file names; none means all but test/real.
// Node 20 cannot run TypeScript by itself, and esbuild does the lot in a blink. Ends by repeating what the suites counted
// and what was skipped, and why. The suites of test/real run one after another: each has a service manager of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { generate } from './generate.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const isReal = (name) => name.startsWith('test/real/');
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
  const quick = files.filter((name) => !isReal(name));
  const real = files.filter(isReal);
  if (quick.length > 0) failed = !run(quick, []) || failed;
  if (real.length > 0) failed = !run(real, ['--test-concurrency=1']) || failed;
  tell();
} finally {
  rmSync(out, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);

function run(names, flags) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env; // costs every node 20 process 50 ms
  const told = join(out, `told-${flags.length}.jsonl`);
  const reporters = ['spec', 'stdout', new URL('./told.mjs', import.meta.url).href, told].map(
    (value, i) => `--test-reporter${i % 2 ? '-destination' : ''}=${value}`,
  );
  const paths = names.map((name) => join(relative(process.cwd(), out) || '.', name.replace(/\.ts$/, '.mjs')));
  const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...flags, ...reporters, ...paths], {
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
