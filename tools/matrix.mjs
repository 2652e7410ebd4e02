// The suites on other releases: of Node.js the quick ones, of systemd those that use a private manager. One line for each
// cell, all it said in .build/matrix/, exit 1 if any failed. Arguments choose cells: `node`, `systemd`, `node-22`, `systemd-sid` …
// Fetches each release once: Node.js as the npm package `node`, systemd from a Debian mirror (as root).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const logs = join(root, '.build/matrix');
const chosen = process.argv.slice(2);

const cells = [
  ...['20', '22', '24', '26'].map((release) => ({ name: `node-${release}`, run: () => onNode(release) })),
  ...['bullseye', 'bookworm', 'trixie', 'sid'].map((suite) => ({
    name: `systemd-${suite}`,
    run: () => onSystemd(suite),
  })),
].filter(({ name }) => chosen.length === 0 || chosen.some((part) => name === part || name.startsWith(`${part}-`)));

if (cells.length === 0) {
  console.error(`no such cell: ${chosen.join(' ')}`);
  process.exit(64);
}
mkdirSync(logs, { recursive: true });
const failed = cells.filter((cell) => !report(cell.name, cell.run));
console.log(failed.length === 0 ? `all ${cells.length} passed` : `${failed.length} of ${cells.length} FAILED`);
process.exit(failed.length === 0 ? 0 : 1);

function onNode(release) {
  const folder = join(root, '.build/node', release);
  const node = join(folder, 'node_modules/node/bin/node');
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const got = start('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', `node@${release}`], {
      cwd: folder,
    });
    if (!got.ok || !existsSync(node)) return { ...got, ok: false, on: `node@${release} could not be installed` };
  }
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` };
  return { ...start(node, ['tools/test.mjs'], { env }), on: start(node, ['--version'], {}).output.trim() };
}

function onSystemd(suite) {
  const made = start('test/real/support/systemd-root', [suite], {});
  const folder = join(root, '.build/systemd', suite);
  if (!made.ok) return { ...made, on: 'its root file system could not be built' };
  const env = { ...process.env, DAEMONSYNC_SYSTEMD_ROOT: folder, DAEMONSYNC_REQUIRE_REAL: '1' };
  return {
    ...start('node', ['tools/test.mjs', ...managed()], { env }),
    on: readFileSync(join(folder, '.complete'), 'utf8').trim(),
  };
}

/** The suites that start a manager of the release they are told to. */
function managed() {
  return readdirSync(join(root, 'test/real'))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `test/real/${name}`)
    .filter((name) => /\.\/support\/(?:manager|play|beside)\.ts/.test(readFileSync(join(root, name), 'utf8')));
}

function start(command, args, options) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  return { ok: status === 0, output: `${stdout ?? ''}${stderr ?? ''}${error ? `${error.message}\n` : ''}` };
}

function report(name, run) {
  const started = performance.now();
  const { ok, on, output } = run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const log = join(logs, `${name}.log`);
  writeFileSync(log, output);
  const sum = (word) =>
    [...output.matchAll(new RegExp(`^ℹ ${word} (\\d+)$`, 'gm'))].reduce((total, found) => total + Number(found[1]), 0);
  const figures = `${sum('pass')} passed, ${sum('fail')} failed, ${sum('skipped')} skipped`;
  console.log(
    `${ok ? 'ok  ' : 'FAIL'} ${name.padEnd(17)} ${on.padEnd(38)} ${figures}, ${seconds} s${ok ? '' : `; see ${log}`}`,
  );
  return ok;
}
