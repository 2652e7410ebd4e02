// What people install: packed, installed into a folder of its own without the network and without dependencies, and run
// where the checkout cannot be seen. And the build gives the same bytes each time.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { builtIn, environment, root, run, scratch } from './support/built.ts';

function npm(words: readonly string[], cwd: string): string {
  const quiet = {
    npm_config_cache: join(scratch(), 'cache'),
    npm_config_update_notifier: 'false',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  };
  return execFileSync('npm', words, {
    cwd,
    encoding: 'utf8',
    env: environment(quiet),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('packed, installed and run', () => {
  // Packed from a copy, so that dist/ of the checkout is not rebuilt under somebody's feet.
  const copy = scratch();
  for (const name of ['package.json', 'schema', 'examples', 'CHANGELOG.md', 'README.md', 'LICENSE']) {
    run(['sh', '-c', '[ ! -e "$1" ] || cp -R "$1" "$2"', 'sh', join(root, name), copy]);
  }
  const built = builtIn();
  mkdirSync(join(copy, 'dist'));
  for (const name of ['main.cjs', 'daemonsync.cjs']) run(['cp', '-p', join(built, name), join(copy, 'dist')]);
  run(['cp', join(built, 'THIRD_PARTY_LICENSES'), copy]);
  const [packed] = JSON.parse(npm(['pack', '--ignore-scripts', '--json'], copy));
  const files: string[] = packed.files.map((file: { path: string }) => file.path);
  for (const wanted of [
    'dist/daemonsync.cjs',
    'dist/main.cjs',
    'package.json',
    'schema/daemons.schema.json',
    'schema/output.schema.json',
    'THIRD_PARTY_LICENSES',
  ]) {
    assert.ok(files.includes(wanted), `${wanted} is not in the package`);
  }
  assert.deepEqual(
    files.filter((file) => /^(src|test|tools|bench|node_modules)\//.test(file)),
    [],
  );
  assert.ok(packed.size < 1_000_000, `${packed.size} bytes`);

  const prefix = scratch();
  npm(['install', '--global', '--offline', '--omit=dev', '--prefix', prefix, join(copy, packed.filename)], prefix);
  const installed = join(prefix, 'lib/node_modules');
  assert.deepEqual(
    readdirSync(installed).filter((name) => !name.startsWith('.')),
    ['daemonsync'],
    'it brings no dependencies',
  );
  const bin = join(prefix, 'bin/daemonsync');
  const work = scratch();
  writeFileSync(join(work, 'daemons.yaml'), 'version: 1\ndaemons:\n  web: { command: [/bin/cat] }\n');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assert.deepEqual(run([bin, 'version'], { cwd: work }), {
    code: 0,
    signal: null,
    stdout: `daemonsync ${version}\n`,
    stderr: '',
  });
  assert.deepEqual(run([bin, 'validate'], { cwd: work }), {
    code: 0,
    signal: null,
    stdout: 'daemons.yaml: 1 daemon, no problems\n',
    stderr: '',
  });
  for (const [platform, text] of [
    ['systemd', /ExecStart=\/bin\/cat/],
    ['launchd', /<string>\/bin\/cat<\/string>/],
  ] as const) {
    const rendered = run([bin, 'render', '--platform', platform], { cwd: work });
    assert.equal(rendered.code, 0, rendered.stderr);
    assert.match(rendered.stdout, text);
  }
  const unreachable = run([bin, 'validate', '-v'], { cwd: work });
  assert.match(unreachable.stderr, /chose the manifest/, 'the lazily loaded parts are in it too');
});

test('the same source gives the same bytes', () => {
  const again = scratch();
  execFileSync(process.execPath, [join(root, 'tools/build.mjs'), '--outdir', again], {
    cwd: again,
    env: environment({ TZ: 'Asia/Tokyo', LC_ALL: 'C' }),
  });
  for (const name of readdirSync(builtIn()).sort()) {
    assert.ok(readFileSync(join(builtIn(), name)).equals(readFileSync(join(again, name))), name);
  }
  assert.deepEqual(readdirSync(again).sort(), readdirSync(builtIn()).sort());
});

test('every package whose code is inside is named with its license', () => {
  const text = readFileSync(join(builtIn(), 'THIRD_PARTY_LICENSES'), 'utf8');
  for (const name of ['ajv', 'ini', 'pino', 'plist', 'sonic-boom', 'xmlbuilder', 'yaml'])
    assert.match(text, new RegExp(`^${name} \\d`, 'm'), name);
  assert.doesNotMatch(text, /no license (file|given)/);
  assert.doesNotMatch(text, /^(esbuild|typescript|fast-check) /m);
});
