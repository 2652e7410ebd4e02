// A unit that appends to its log, rotated while it runs, before a real systemd: it keeps its process and its file, and every
// line is in the log or in a copy. And what preflight calls an error is one for systemd too.

import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { journalLinesSince } from '../../src/logs/last-lines.ts';
import { requireBooted } from './support/booted.ts';
import { count, described, requireReal, throwawayHome } from './support/manager.ts';

const root = process.env['DAEMONSYNC_ROOT'] ?? process.cwd();

const WRITER = `
const fs = require('node:fs');
let n = 0;
setInterval(() => { for (let i = 0; i < 5; i += 1) { fs.writeSync(1, ++n + '\\n'); fs.writeSync(2, 'e' + n + '\\n'); } }, 2);`;

const ROTATOR = `
import { nodeLogs } from '${root}/src/logs/node-logs.ts';
const [path, rounds] = process.argv.slice(2);
for (let round = 0; round < Number(rounds); round += 1) {
  await new Promise((done) => setTimeout(done, 60));
  const outcome = await nodeLogs.rotate(path, 50);
  console.log(outcome.kind);
}`;

test('a running unit is rotated under its feet: same process, same file, every line once', async (t) => {
  const real = requireReal(t);
  if (!real) return;
  const home = throwawayHome(t);
  const units = join(home, '.config/systemd/user');
  const [log, errors] = [join(home, 'service.log'), join(home, 'service.err.log')];
  mkdirSync(units, { recursive: true });
  writeFileSync(join(home, 'writer.cjs'), WRITER);
  for (const path of [log, errors]) writeFileSync(path, '', { mode: 0o600 });
  await build({
    stdin: { contents: ROTATOR, resolveDir: root, loader: 'ts' },
    outfile: join(home, 'rotator.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  writeFileSync(
    join(units, 'writer.service'),
    `[Service]\nExecStart=/usr/bin/env node %h/writer.cjs\nEnvironment=PATH=%h/bin:/run/daemonsync/bin:/usr/local/bin:/usr/bin:/bin\nStandardOutput=append:${log}\nStandardError=append:${errors}\n`,
  );
  const rounds = 12;
  const script = `
    mkdir -p "$HOME/bin"; ln -s "$(command -v node)" "$HOME/bin/node"
    systemctl --user daemon-reload
    systemctl --user start writer.service
    before=$(systemctl --user show -p MainPID --value writer.service)
    node rotator.mjs "$1" ${rounds}
    [ "$(systemctl --user show -p MainPID --value writer.service)" = "$before" ] && echo same process
    sleep .1
    systemctl --user stop writer.service`;
  const ran = await real.run(script, [log], { home });
  assert.equal(ran.code, 0, described(ran));
  assert.equal(ran.stdout, `${'rotated\n'.repeat(rounds)}same process\n`, described(ran));
  const whole = Array.from({ length: rounds }, (_, index) => readFileSync(`${log}.${rounds - index}`, 'utf8')).join('');
  const current = readFileSync(log, 'utf8');
  assert.ok(current.length > 0, 'it went on writing to the same file');
  assert.equal(lstatSync(`${log}.1`).mode & 0o777, 0o600);
  const numbers = `${whole}${current}`.trimEnd().split('\n').map(Number);
  for (const [index, number] of numbers.entries())
    assert.ok(index === 0 || number > (numbers[index - 1] ?? 0), `${numbers[index - 1]}, then ${number}`);
  const last = numbers.at(-1) ?? 0;
  // The other stream was left alone, and says how many there were.
  const written = readFileSync(errors, 'utf8').trimEnd().split('\n').length;
  assert.ok(Math.abs(written - last) <= 5, `${last} of ${written}`);
  const lost = last - numbers.length;
  assert.ok(lost <= 5 * rounds, `${lost} lines lost in ${rounds} rotations`);
  count(rounds, `rotations under a unit that systemd ${real.systemd} runs`);
  count(lost, `of its ${last} lines lost at the cuts`);
});

test('systemd agrees: what preflight calls an error keeps a unit from starting, and how', async (t) => {
  const real = requireReal(t);
  if (!real) return;
  const home = throwawayHome(t);
  const units = join(home, '.config/systemd/user');
  mkdirSync(units, { recursive: true });
  const scripts: Readonly<Record<string, string>> = {
    windows: '#!/bin/sh\r\nexit 0\r\n',
    gone: '#!/opt/none/sh\nexit 0\n',
    'no-line': 'exit 0\n',
  };
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(home, name), text, { mode: 0o755 });
  writeFileSync(join(home, 'not-runnable'), '#!/bin/sh\n', { mode: 0o644 });
  writeFileSync(join(home, 'file'), '');
  writeFileSync(join(home, 'latin'), Buffer.from('A=\xe9\n', 'latin1'));
  mkdirSync(join(home, 'folder'));
  mkdirSync(join(home, 'closed'), { mode: 0o600 });
  const lines: Readonly<Record<string, readonly [lines: string, result: string]>> = {
    windows: [`ExecStart=${home}/windows`, '203'],
    gone: [`ExecStart=${home}/gone`, '203'],
    'no-line': [`ExecStart=${home}/no-line`, '203'],
    'not-runnable': [`ExecStart=${home}/not-runnable`, '203'],
    absent: [`ExecStart=${home}/absent`, '203'],
    cwd: [`ExecStart=/bin/true\nWorkingDirectory=${home}/none`, '200'],
    'cwd-file': [`ExecStart=/bin/true\nWorkingDirectory=${home}/file`, '200'],
    'cwd-closed': [`ExecStart=/bin/true\nWorkingDirectory=${home}/closed`, '200'],
    'env-missing': [`ExecStart=/bin/true\nEnvironmentFile=${home}/none`, 'resources'],
    'env-latin': [`ExecStart=/bin/true\nEnvironmentFile=${home}/latin`, 'resources'],
    'env-folder': [`ExecStart=/bin/true\nEnvironmentFile=${home}/folder`, 'resources'],
    'env-optional': [`ExecStart=/bin/true\nEnvironmentFile=-${home}/latin`, 'ok'],
    'env-optional-folder': [`ExecStart=/bin/true\nEnvironmentFile=-${home}/folder`, 'ok'],
    'log-folder': [`ExecStart=/bin/true\nStandardOutput=append:${home}/file/x.log`, '209'],
    'log-is-folder': [`ExecStart=/bin/true\nStandardOutput=append:${home}/folder`, '209'],
  };
  for (const [name, [text]] of Object.entries(lines))
    writeFileSync(join(units, `${name}.service`), `[Service]\nType=oneshot\nRemainAfterExit=yes\n${text}\n`);
  const script = `
    systemctl --user daemon-reload
    for name; do
      if systemctl --user start "$name.service" 2>/dev/null; then echo "$name ok"; continue; fi
      set -- $(systemctl --user show -p Result --value "$name.service") $(systemctl --user show -p ExecMainStatus --value "$name.service")
      if [ "$1" = resources ]; then echo "$name resources"; else echo "$name $2"; fi
    done`.replace('for name; do', 'for name in "$@"; do');
  const ran = await real.run(script, Object.keys(lines), { home });
  const found = Object.fromEntries(
    ran.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')),
  );
  assert.deepEqual(
    found,
    Object.fromEntries(Object.entries(lines).map(([name, [, result]]) => [name, result])),
    described(ran),
  );
  count(Object.keys(lines).length, 'reasons not to start, as systemd sees them');
});

const JOURNALED = `version: 1
daemons:
  steady: { shell: "echo hello out; echo hello err >&2; exec sleep 100", logs: journal, when: manual }
  brief: { shell: "echo last words; exit 3", logs: journal, when: manual, restart: never }
`;

const unit = (script: string): string => `[Service]\nType=exec\nExecStart=/bin/sh -c '${script}'\n`;

test('a real journal: the same look as files, what the manager says told apart, and the last words of one start', async (t) => {
  const host = await requireBooted(t);
  if (!host) return;
  await host.run(['loginctl', 'enable-linger', 'dev']);
  await host.write('/home/dev/daemons.yaml', JOURNALED);
  await host.write(
    '/home/dev/.config/systemd/user/steady.service',
    unit('echo hello out; echo hello err >&2; exec sleep 100'),
  );
  await host.write('/home/dev/.config/systemd/user/brief.service', unit('echo last words; exit 3'));
  const script = `
    for i in 1 2 3 4 5 6 7 8 9 10; do systemctl --user is-active -q default.target && break; sleep .3; done
    systemctl --user daemon-reload; systemctl --user start steady.service; systemctl --user start brief.service || true
    sleep 1; systemctl --user show -p InvocationID,ExecMainPID,ActiveState steady.service brief.service`;
  const shown = await host.user(['sh', '-c', script]);
  const of = (id: number, key: string): string =>
    new RegExp(`^${key}=(.*)$`, 'm').exec(shown.stdout.split('\n\n')[id] ?? '')?.[1] ?? '';
  const logs = await host.daemonsync(['logs', 'steady', '-n', '10', '--file', '/home/dev/daemons.yaml']);
  assert.equal(logs.code, 0, `${logs.stderr}\n${shown.stdout}\n${shown.stderr}`);
  const lines = logs.stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/\| \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} /, '| '));
  assert.ok(lines.includes('log | hello out') && lines.includes('log | hello err'), logs.stdout);
  assert.ok(
    lines.some((line) => line.startsWith('sys | Start')),
    logs.stdout,
  );

  const hands = { run: (argv: readonly [string, ...string[]]) => host.user(argv) };
  const since = async (id: number, more: { pid: number | null }): Promise<string[]> => {
    const start = { unit: id === 0 ? 'steady.service' : 'brief.service', domain: 'user', sinceMs: 1000 } as const;
    const found = await journalLinesSince(
      hands,
      'x',
      { ...start, invocation: of(id, 'InvocationID') || null, ...more },
      5,
    );
    return found.map(({ bytes }) => Buffer.from(bytes).toString());
  };
  assert.deepEqual(await since(0, { pid: null }), ['hello out', 'hello err']);
  // It was gone before journald could look at it: only its number leads to its last words.
  assert.deepEqual(await since(1, { pid: Number(of(1, 'ExecMainPID')) }), ['last words'], shown.stdout);
  const nothing = await host.daemonsync(['logs', 'brief', '--since', '2040-01-01', '--file', '/home/dev/daemons.yaml']);
  assert.deepEqual([nothing.code, nothing.stdout], [0, '']);
  assert.match(nothing.stderr, /the journal has nothing of brief\.service/);
});
