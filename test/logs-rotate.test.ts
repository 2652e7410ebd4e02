// Rotation by copy and truncation, on real files and with a real writer that holds the log open and never stops. What may be
// lost is what is written between two system calls, and nothing else; what may not be rotated is left as it is.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { nodeFiles } from '../src/node/files.ts';
import { nodeLogs } from '../src/logs/node-logs.ts';
import { openAll, close, lines } from '../src/logs/parts.ts';
import { rotateLogs, sizesToRotate } from '../src/logs/rotate.ts';
import type { Logs } from '../src/model.ts';
import { scratch } from './support/built.ts';

const text = (path: string): string => readFileSync(path, 'utf8');
const mode = (path: string): number => lstatSync(path).mode & 0o777;

/** Writes numbered lines, each with one write at the end of the file, until it is told to stop; then says how many. */
const WRITER = `
const fs = require('node:fs');
const fd = fs.openSync(process.argv[1], 'a');
let going = true;
process.stdin.on('end', () => { going = false; }).resume();
let n = 0;
(function burst() {
  for (let i = 0; i < Number(process.argv[2]); i += 1) fs.writeSync(fd, ++n + ' ' + 'x'.repeat(n % 90) + '\\n');
  if (going) setTimeout(burst, Number(process.argv[3]));
  else process.stdout.write(String(n));
})();`;

function hammer(path: string, burst: number, pauseMs: number): { readonly stop: () => Promise<number> } {
  const child = spawn(process.execPath, ['-e', WRITER, path, String(burst), String(pauseMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (more: Buffer) => (said += more.toString()));
  const ended = new Promise<number>((done) => child.on('close', () => done(Number(said))));
  return {
    stop: () => {
      child.stdin.end();
      return ended;
    },
  };
}

const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Rotates under the writer, and judges every line of it. `lost`: the only thing that may have happened to one. */
async function rotateUnder(burst: number, pauseMs: number, rounds: number): Promise<{ written: number; lost: number }> {
  const path = join(scratch(), 'service.log');
  writeFileSync(path, '', { mode: 0o600 });
  const inode = lstatSync(path).ino;
  const writer = hammer(path, burst, pauseMs);
  for (let round = 0; round < rounds; round += 1) {
    while (lstatSync(path).size === 0) await later(1);
    await later(15);
    const outcome = await nodeLogs.rotate(path, 500);
    assert.equal(outcome.kind, 'rotated', JSON.stringify(outcome));
  }
  const written = await writer.stop();
  assert.equal(lstatSync(path).ino, inode, 'the writer’s file is still the log');
  assert.ok(lstatSync(path).size > 0, 'and it went on writing to it');
  const { parts } = openAll(nodeLogs, path);
  assert.equal(parts.length, rounds + 1);
  let last = 0;
  let seen = 0;
  for (const [index, part] of parts.entries()) {
    let first = true;
    for (const line of lines(nodeLogs, [part])) {
      const found = /^(\d+) (x*)$/.exec(Buffer.from(line).toString());
      assert.ok(found, `a torn line in ${part.path}`);
      const number = Number(found[1]);
      assert.equal(found[2]?.length, number % 90, 'whole');
      assert.ok(number > last, 'never twice, never back');
      assert.ok(number === last + 1 || (first && index > 0), `a gap inside ${part.path}, from ${last} to ${number}`);
      last = number;
      seen += 1;
      first = false;
    }
  }
  close(parts);
  assert.equal(last, written);
  return { written, lost: written - seen };
}

test('under a writer that never pauses: nothing doubled, torn or out of order, nothing lost but at the very cut', async () => {
  const { written, lost } = await rotateUnder(20_000, 0, 40);
  assert.ok(lost < written / 25, `${lost} of ${written} lines lost`);
  console.log(`count: ${written} lines written without a pause while their log was rotated 40 times`);
  console.log(`count: ${lost} of the lines without a pause lost at the cuts`);
});

test('under a chatty daemon, some thousand lines a second: next to nothing is lost', async () => {
  const { written, lost } = await rotateUnder(10, 1, 40);
  assert.ok(lost < written / 50, `${lost} of ${written} lines lost`);
  console.log(`count: ${written} lines of a chatty daemon while its log was rotated 40 times`);
  console.log(`count: ${lost} of the chatty lines lost at the cuts`);
});

test('copies are shifted, the oldest dropped, those of a time when more were kept too; modes and times are kept', async () => {
  const folder = scratch();
  const path = join(folder, 'service.log');
  writeFileSync(path, 'first\n', { mode: 0o600 });
  utimesSync(path, 1_600_000_000, 1_600_000_000);
  for (const [name, content] of [
    ['.1', 'a\n'],
    ['.2', 'b\n'],
    ['.3', 'c\n'],
    ['.4', 'd\n'],
    ['.6', 'not in a row: somebody else’s\n'],
    ['.20240101', 'not ours\n'],
  ] as const)
    writeFileSync(path + name, content);
  assert.deepEqual(await nodeLogs.rotate(path, 2), { kind: 'rotated', bytes: 6 });
  assert.deepEqual([text(path), text(`${path}.1`), text(`${path}.2`)], ['', 'first\n', 'a\n']);
  assert.deepEqual([mode(path), mode(`${path}.1`)], [0o600, 0o600]);
  assert.equal(lstatSync(`${path}.1`).mtimeMs, 1_600_000_000_000);
  assert.deepEqual([existsSync(`${path}.3`), existsSync(`${path}.4`)], [false, false]);
  assert.deepEqual([existsSync(`${path}.6`), existsSync(`${path}.20240101`)], [true, true]);
});

test('a gap that a cut run has left is filled, and no copy is pushed out for it', async () => {
  const path = join(scratch(), 'service.log');
  writeFileSync(path, 'new\n');
  writeFileSync(`${path}.2`, 'b\n');
  writeFileSync(`${path}.3`, 'c\n');
  await nodeLogs.rotate(path, 3);
  assert.deepEqual([text(`${path}.1`), text(`${path}.2`), text(`${path}.3`)], ['new\n', 'b\n', 'c\n']);
});

test('with keep 0 the lines are thrown away', async () => {
  const path = join(scratch(), 'service.log');
  writeFileSync(path, 'gone\n');
  writeFileSync(`${path}.1`, 'of old\n');
  assert.equal((await nodeLogs.rotate(path, 0)).kind, 'rotated');
  assert.deepEqual([text(path), existsSync(`${path}.1`)], ['', false]);
});

test('links, hard links, FIFOs, folders and what stands in the way are left alone, with a word', async () => {
  const folder = scratch();
  const victim = join(folder, 'victim');
  writeFileSync(victim, 'precious\n');
  const at = (name: string): string => join(folder, name);
  symlinkSync(victim, at('link.log'));
  linkSync(victim, at('hard.log'));
  mkdirSync(at('folder.log'));
  execFileSync('mkfifo', [at('fifo.log')]);
  writeFileSync(at('blocked.log'), 'mine\n');
  symlinkSync(victim, at('blocked.log.1'));
  const expected = {
    'link.log': /a link/,
    'hard.log': /second name/,
    'folder.log': /no regular file/,
    'fifo.log': /no regular file/,
    'blocked.log': /blocked\.log\.1 is in the way/,
    'missing.log': /gone/,
  };
  for (const [name, why] of Object.entries(expected)) {
    const outcome = await nodeLogs.rotate(at(name), 3);
    assert.ok(outcome.kind === 'left', name);
    assert.match(outcome.why, why, name);
  }
  assert.deepEqual([text(victim), text(at('blocked.log'))], ['precious\n', 'mine\n']);
});

test('somebody else’s file is left alone', async (t) => {
  if (process.geteuid?.() !== 0) return t.skip('only root can make one');
  const path = join(scratch(), 'service.log');
  writeFileSync(path, 'theirs\n');
  execFileSync('chown', ['12345', path]);
  const outcome = await nodeLogs.rotate(path, 3);
  assert.ok(outcome.kind === 'left' && /somebody else/.test(outcome.why));
  assert.equal(text(path), 'theirs\n');
});

test('a full disk leaves it as it is: no copy, no truncation, a warning that says so', async (t) => {
  const folder = scratch();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return t.skip('no file system can be mounted here');
  }
  try {
    const path = join(folder, 'service.log');
    const content = 'x'.repeat(700 * 1024);
    writeFileSync(path, content);
    writeFileSync(`${path}.1`, 'older\n');
    const logs: Logs = { kind: 'files', stdout: path, stderr: path, rotate: { sizeBytes: 1024, keep: 3 } };
    const due = await sizesToRotate(nodeFiles, [{ name: 'web', logs }]);
    const { rotated, problems } = await rotateLogs(nodeLogs, due);
    assert.deepEqual(rotated, []);
    assert.deepEqual(
      problems.map(({ severity, code, daemon, message }) => [severity, code, daemon, message]),
      [
        [
          'warning',
          'log-not-rotated',
          'web',
          `the log ${path} (700 KiB) was not rotated: the disk is too full for a copy of it`,
        ],
      ],
    );
    assert.match(problems[0]?.hint ?? '', /make room, or empty it: truncate -s 0 \//);
    assert.equal(text(path), content);
    assert.equal(text(`${path}.1`), 'older\n');
    assert.equal(existsSync(`${path}.rotating`), false);
  } finally {
    execFileSync('umount', [folder]);
  }
});

test('a half copy: one of a run that is at it now is respected, an abandoned one is taken over', async () => {
  const path = join(scratch(), 'service.log');
  writeFileSync(path, 'all of it\n');
  writeFileSync(`${path}.rotating`, 'all');
  assert.equal((await nodeLogs.rotate(path, 3)).kind, 'left');
  assert.equal(text(path), 'all of it\n');
  const long = Date.now() / 1000 - 3600;
  utimesSync(`${path}.rotating`, long, long);
  assert.equal((await nodeLogs.rotate(path, 3)).kind, 'rotated');
  assert.deepEqual([text(path), text(`${path}.1`), existsSync(`${path}.rotating`)], ['', 'all of it\n', false]);
});

test('what is due: by each daemon’s own limit, each file once, never where rotation is off; a link that is too big too', async () => {
  const folder = scratch();
  const sized = (name: string, bytes: number): string => {
    writeFileSync(join(folder, name), 'x'.repeat(bytes));
    return join(folder, name);
  };
  const files = (stdout: string, stderr: string, sizeBytes: number | null): Logs => ({
    kind: 'files',
    stdout,
    stderr,
    rotate: sizeBytes === null ? null : { sizeBytes, keep: 2 },
  });
  symlinkSync(sized('real', 500), join(folder, 'linked'));
  const due = await sizesToRotate(nodeFiles, [
    { name: 'both', logs: files(sized('one', 200), join(folder, 'one'), 100) },
    { name: 'shares', logs: files(join(folder, 'one'), sized('two', 100), 150) },
    { name: 'off', logs: files(sized('three', 999), join(folder, 'absent'), null) },
    { name: 'linked', logs: files(join(folder, 'linked'), join(folder, 'absent'), 100) },
    { name: 'journal', logs: { kind: 'journal' } },
  ]);
  assert.deepEqual(
    due.map(({ daemon, path, bytes, keep }) => [daemon, path.slice(folder.length + 1), bytes, keep]),
    [
      ['both', 'one', 200, 2],
      ['linked', 'linked', 500, 2],
    ],
  );
  const all = await sizesToRotate(
    nodeFiles,
    [{ name: 'x', logs: files(join(folder, 'one'), join(folder, 'two'), 999) }],
    0,
  );
  assert.deepEqual(
    all.map(({ bytes }) => bytes),
    [200, 100],
  );
});

test('a log that may only be read is left alone', async (t) => {
  if (process.geteuid?.() === 0) return t.skip('root may write to anything');
  const path = join(scratch(), 'service.log');
  writeFileSync(path, 'x\n');
  chmodSync(path, 0o400);
  const outcome = await nodeLogs.rotate(path, 3);
  assert.ok(outcome.kind === 'left' && /permission denied/.test(outcome.why));
});
