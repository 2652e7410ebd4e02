// Compiles the test files and runs them with node:test. Arguments: parts of file names; none means all but test/real.
// Node 20 cannot run TypeScript by itself, and esbuild does the lot in a blink.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url).pathname;
const wanted = process.argv.slice(2);
const all = readdirSync(join(root, 'test'), { recursive: true })
  .map((name) => join('test', String(name)))
  .filter((name) => name.endsWith('.test.ts'))
  .sort();
const files = wanted.length
  ? all.filter((name) => wanted.some((part) => name.includes(part)))
  : all.filter((name) => !name.startsWith('test/real/'));
if (files.length === 0) {
  console.error(`no test file matches: ${wanted.join(' ')}`);
  process.exit(1);
}

const out = join(root, '.build/test', String(process.pid));
mkdirSync(out, { recursive: true });
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
const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
const run = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--test', '--test-reporter=spec', ...files.map((name) => join(relative(process.cwd(), out) || '.', name.replace(/\.ts$/, '.mjs')))],
  { stdio: 'inherit', env: { ...env, DAEMONSYNC_ROOT: root }, cwd: process.cwd() },
);
rmSync(out, { recursive: true, force: true });
process.exit(run.status ?? 1);
