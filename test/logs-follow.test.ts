// Following logs that are written, rotated, replaced, emptied and removed under the reader: every line once and in order;
// and a real writer beside a real rotation. Then the command itself, as it is shipped.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { follow } from '../src/logs/follow.ts';
import { nodeLogs } from '../src/logs/node-logs.ts';
import { markOf } from '../src/logs/parts.ts';
import { builtIn, daemonsync, environment, program, scratch } from './support/built.ts';

/** Each sleep of the follower is the next act of the test; after the last one it ends. */
async function followed(
  paths: readonly string[],
  acts: readonly (() => void | Promise<void>)[],
): Promise<{ readonly lines: readonly string[]; readonly notes: readonly string[] }> {
  const told: string[] = [];
  const notes: string[] = [];
  let next = 0;
  let over = false;
  await follow(
    paths.map((path, index) => ({
      mark: markOf(nodeLogs, path),
      line: (line) => told.push(`${paths.length > 1 ? `${index} ` : ''}${Buffer.from(line).toString()}`),
    })),
    {
      files: nodeLogs,
      hands: {
        sleep: async () => {
          const act = acts[next];
          next += 1;
          if (act) await act();
          else over = true;
        },
      },
      note: (text) => notes.push(text.replaceAll(dirname(paths[0] ?? ''), '')),
      going: () => !over,
    },
  );
  return { lines: told, notes };
}

test('appended, rotated while lines are missing, rotated twice, and written to in between', async () => {
  const path = join(scratch(), 'service.log');
  writeFileSync(path, 'before\n');
  const rotate = async (): Promise<void> => assert.equal((await nodeLogs.rotate(path, 3)).kind, 'rotated');
  const { lines, notes } = await followed(
    [path],
    [
      () => appendFileSync(path, 'one\ntwo\n'),
      async () => {
        appendFileSync(path, 'three\n');
        await rotate();
      },
      () => appendFileSync(path, 'four\n'),
      async () => {
        appendFileSync(path, 'five\n');
        await rotate();
        // Longer than what was there: by its size alone nobody would know.
        appendFileSync(path, 'six, and a good deal longer than all that was in the file before\n');
      },
      rotate,
      () => appendFileSync(path, 'seven\n'),
    ],
  );
  assert.deepEqual(lines, [
    'one',
    'two',
    'three',
    'four',
    'five',
    'six, and a good deal longer than all that was in the file before',
    'seven',
  ]);
  assert.deepEqual(notes, []);
});

test('a rotation that has made its copy and was cut before it truncated shows nothing twice', async () => {
  const path = join(scratch(), 'service.log');
  writeFileSync(path, 'one\n');
  const { lines } = await followed(
    [path],
    [
      () => appendFileSync(path, 'two\n'),
      () => writeFileSync(`${path}.1`, readFileSync(path)),
      () => appendFileSync(path, 'three\n'),
      () => truncateSync(path, 0),
      () => appendFileSync(path, 'four\n'),
    ],
  );
  // What came after that copy and was thrown away is gone: nobody can show it.
  assert.deepEqual(lines, ['two', 'three', 'four']);
});

test('not there yet, gone and back, renamed by a stranger, emptied by hand', async () => {
  const path = join(scratch(), 'service.log');
  const { lines, notes } = await followed(
    [path],
    [
      () => writeFileSync(path, 'first\n'),
      () => {
        appendFileSync(path, 'second\n');
        renameSync(path, `${path}.1`);
        writeFileSync(path, 'third\n');
      },
      () => rmSync(path),
      () => writeFileSync(path, 'fourth\n'),
      () => {
        truncateSync(path, 0);
        appendFileSync(path, '5\n');
      },
    ],
  );
  assert.deepEqual(lines, ['first', 'second', 'third', 'fourth', '5']);
  assert.match(
    notes.join('|'),
    /^waiting for \/service\.log: it is not there yet\|.*gone; waiting for it\|.*truncated$/,
  );
});

test('two files in order of arrival; a line that does not end is shown after a second, and whole lines are never torn', async () => {
  const folder = scratch();
  const [out, err] = [join(folder, 'out'), join(folder, 'err')];
  writeFileSync(out, '');
  writeFileSync(err, '');
  const waiting = Array.from({ length: 12 }, () => () => undefined);
  const { lines } = await followed(
    [out, err],
    [
      () => appendFileSync(err, 'e1\n'),
      () => appendFileSync(out, 'half '),
      () => appendFileSync(out, 'and half\n'),
      () => appendFileSync(err, 'Password: '),
      ...waiting,
      () => appendFileSync(err, 'rest\n'),
      () => appendFileSync(out, 'unended at the end'),
    ],
  );
  assert.deepEqual(lines, ['1 e1', '0 half and half', '1 Password: ', '1 rest', '0 unended at the end']);
});

test('a real writer, rotated all the time: the follower sees each line once and in order', async () => {
  const path = join(scratch(), 'service.log');
  writeFileSync(path, '');
  const script = `const fs = require('node:fs'); const fd = fs.openSync(process.argv[1], 'a'); let n = 0;
    const timer = setInterval(() => { for (let i = 0; i < 20; i += 1) fs.writeSync(fd, ++n + '\\n'); if (n >= 12000) clearInterval(timer); }, 1);`;
  const child = spawn(process.execPath, ['-e', script, path]);
  let ended = false;
  child.on('close', () => (ended = true));
  const numbers: number[] = [];
  let looks = 0;
  let rotations = 0;
  let quiet = 0;
  await follow([{ mark: markOf(nodeLogs, path), line: (line) => numbers.push(Number(Buffer.from(line).toString())) }], {
    files: nodeLogs,
    hands: {
      sleep: async () => {
        looks += 1;
        if (ended) quiet += 1;
        if (!ended && looks % 3 === 0 && (await nodeLogs.rotate(path, 2)).kind === 'rotated') rotations += 1;
        await new Promise((done) => setTimeout(done, 5));
      },
    },
    note: (text) => assert.fail(text),
    going: () => quiet < 3,
  });
  assert.ok(rotations > 5, `only ${rotations} rotations`);
  for (const [index, number] of numbers.entries())
    assert.ok(index === 0 || number > (numbers[index - 1] ?? 0), `${numbers[index - 1]} then ${number}`);
  assert.equal(numbers.at(-1), 12_000);
  const missing = 12_000 - numbers.length;
  // A rotation may lose a line or so at its cut; the follower itself none.
  assert.ok(missing <= 20 * rotations, `${missing} of 12,000 lines missing`);
  console.log(`count: ${rotations} rotations under a follower, ${missing} of 12000 lines lost at their cuts`);
});

// ── The command ──

interface Home {
  readonly env: Record<string, string>;
  readonly manifest: string;
  readonly log: (daemon: string, name: string) => string;
}

function home(manifest: string): Home {
  const folder = scratch();
  writeFileSync(join(folder, 'daemons.yaml'), `version: 1\n${manifest}`, { mode: 0o600 });
  return {
    env: { HOME: folder },
    manifest: join(folder, 'daemons.yaml'),
    log(daemon, name) {
      const path = join(folder, 'logs', daemon, name);
      mkdirSync(dirname(path), { recursive: true });
      return path;
    },
  };
}

const files = (at: Home, name: string, out = 'service.log', err = 'service.err.log'): string =>
  `  ${name}: { command: /bin/true, logs: { stdout: ${at.log(name, out)}, stderr: ${at.log(name, err)} } }\n`;

function two(): Home {
  const at = home('daemons: {}\n');
  const text = `version: 1\ndaemons:\n${files(at, 'web')}${files(at, 'api', 'all.log', 'all.log')}  quiet: { command: /bin/true, logs: none }\n`;
  writeFileSync(at.manifest, text);
  return at;
}

test('the command: prefixes, -n, --since, --json, nothing yet, none, unknown names, wrong times', () => {
  const at = two();
  writeFileSync(at.log('web', 'service.log'), 'one\ntwo\nthree\n');
  writeFileSync(at.log('web', 'service.err.log.1'), 'old error\n');
  writeFileSync(at.log('web', 'service.err.log'), 'new error\n');
  const logs = (...words: string[]) => daemonsync(['logs', ...words, '--file', at.manifest], { env: at.env });
  const web = logs('web', '-n', '2');
  assert.deepEqual([web.code, web.stderr], [0, '']);
  assert.equal(web.stdout, 'out | two\nout | three\nerr | old error\nerr | new error\n');
  const nothing = logs('api');
  assert.deepEqual([nothing.code, nothing.stdout], [0, '']);
  assert.match(nothing.stderr, /`?api`? has written nothing yet: there is no .*all\.log/);
  writeFileSync(at.log('api', 'all.log'), '');
  const empty = logs('api');
  assert.deepEqual([empty.code, empty.stdout], [0, '']);
  assert.match(empty.stderr, /^daemonsync: api has written nothing yet: nothing is in .*all\.log\n$/);
  assert.match(logs('api', 'web').stderr, /^daemonsync: api has written nothing yet: .*\n$/);
  assert.equal(logs('web', '-n', '0').stderr, '', 'it has, and none of it was asked for');
  writeFileSync(at.log('api', 'all.log'), Buffer.from([0x61, 0xff, 0x1b, 0x0a]));
  assert.equal(logs('api').stdout, Buffer.from([0x61, 0xff, 0x1b, 0x0a]).toString());
  assert.match(logs('api', 'web', '-n', '1').stdout, /^api log \| a.+\nweb out \| three\nweb err \| new error\n$/);
  const json = logs('web', '-n', '1', '--json')
    .stdout.trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  assert.deepEqual(json[0], { version: 1, daemon: 'web', stream: 'out', at: null, text: 'three' });
  assert.equal(logs('web', '--since', '1h', '-n', '1').stdout, 'out | three\nerr | new error\n');
  assert.match(logs('quiet').stderr, /`quiet` has no logs/);
  const unknown = logs('wep');
  assert.equal(unknown.code, 64);
  assert.match(unknown.stderr, /there is no daemon `wep`; did you mean `web`\?/);
  assert.equal(logs('web', '--since', 'lately').code, 64);
});

test('the command: raw bytes reach a pipe', async () => {
  const at = two();
  const bytes = Buffer.from([0x61, 0xff, 0xfe, 0x1b, 0x5b, 0x41, 0x0a]);
  writeFileSync(at.log('api', 'all.log'), bytes);
  const child = spawn(process.execPath, [program(), 'logs', 'api', '--file', at.manifest], {
    env: environment(at.env),
  });
  const got: Buffer[] = [];
  child.stdout.on('data', (more: Buffer) => got.push(more));
  await new Promise((done) => child.on('close', done));
  assert.deepEqual(Buffer.concat(got), bytes);
});

test('the command: --rotate rotates now, whatever the size, and a link not at all', () => {
  const at = two();
  const [log, all] = [at.log('web', 'service.log'), at.log('api', 'all.log')];
  writeFileSync(log, 'small\n', { mode: 0o600 });
  const rotated = daemonsync(['logs', 'web', 'quiet', '--rotate', '--file', at.manifest], { env: at.env });
  assert.equal(rotated.code, 0, rotated.stderr);
  assert.match(rotated.stdout, /^rotated .*service\.log \(6 B\)\n$/);
  assert.match(rotated.stderr, /nothing to rotate for `quiet`: it has no logs/);
  assert.deepEqual([readFileSync(log, 'utf8'), readFileSync(`${log}.1`, 'utf8')], ['', 'small\n']);
  mkdirSync(all);
  const refused = daemonsync(['logs', 'api', '--rotate', '--file', at.manifest], { env: at.env });
  assert.deepEqual([refused.code, refused.stdout], [0, ''], 'a folder is no log');
  assert.equal(existsSync(`${all}.1`), false);
});

test('the command: -f shows what comes, across a rotation, and Ctrl-C ends it as it ends tail', async () => {
  const at = two();
  const log = at.log('web', 'service.log');
  writeFileSync(log, 'before\n');
  builtIn();
  const child = spawn(process.execPath, [program(), 'logs', 'web', '-f', '-n', '1', '--file', at.manifest], {
    env: environment(at.env),
  });
  let said = '';
  child.stdout.on('data', (more: Buffer) => (said += more.toString()));
  const until = async (what: string): Promise<void> => {
    for (let i = 0; i < 200 && !said.includes(what); i += 1) await new Promise((done) => setTimeout(done, 25));
    assert.ok(said.includes(what), `${what} in ${said}`);
  };
  await until('out | before');
  appendFileSync(log, 'during\n');
  await until('out | during');
  appendFileSync(log, 'at the cut\n');
  assert.equal((await nodeLogs.rotate(log, 3)).kind, 'rotated');
  appendFileSync(log, 'after\n');
  writeFileSync(at.log('web', 'service.err.log'), 'an error\n');
  await until('err | an error');
  assert.equal(said, 'out | before\nout | during\nout | at the cut\nout | after\nerr | an error\n');
  const ended = new Promise((done) => child.on('close', (code, signal) => done([code, signal])));
  child.kill('SIGINT');
  // A shell calls this 130, and ends its own loop, as it should.
  assert.deepEqual(await ended, [null, 'SIGINT']);
});

test('the command: -f ends when its reader does', async () => {
  const at = two();
  const log = at.log('web', 'service.log');
  writeFileSync(log, 'first\n');
  builtIn();
  const child = spawn(
    '/bin/sh',
    ['-c', '"$@" | head -n 1', 'sh', process.execPath, program(), 'logs', 'web', '-f', '--file', at.manifest],
    {
      env: environment(at.env),
      detached: true,
    },
  );
  const ended = new Promise<boolean>((done) => child.on('close', () => done(true)));
  const writing = setInterval(() => appendFileSync(log, 'more\n'), 50);
  const late = new Promise<boolean>((done) => setTimeout(() => done(false), 5000));
  const over = await Promise.race([ended, late]);
  clearInterval(writing);
  if (!over && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  assert.ok(over, 'it went on writing for nobody');
});

test('the command: the journal, through journalctl, in the same look', () => {
  const at = home('daemons:\n  web: { command: /bin/true, logs: journal }\n');
  const bin = join(dirname(at.manifest), 'bin');
  mkdirSync(bin);
  const entry = (fields: object): string =>
    JSON.stringify({ __REALTIME_TIMESTAMP: '1769850000123456', _SYSTEMD_UNIT: 'user@1.service', ...fields });
  const lines = [entry({ MESSAGE: 'Started web.', USER_UNIT: 'web.service' }), entry({ MESSAGE: 'hello' })];
  writeFileSync(join(bin, 'journalctl'), `#!/bin/sh\necho "$*" >${bin}/asked\ncat <<'END'\n${lines.join('\n')}\nEND\n`);
  chmodSync(join(bin, 'journalctl'), 0o755);
  const path = `${bin}:${process.env['PATH'] ?? ''}`;
  const ran = daemonsync(['logs', 'web', '-n', '5', '--file', at.manifest], { env: { ...at.env, PATH: path } });
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /^sys \| 2026-01-31 .*\.123 Started web\.\nlog \| 2026-01-31 .*\.123 hello\n$/);
  assert.match(readFileSync(join(bin, 'asked'), 'utf8'), /^--user .*--output=json --lines=5 --unit=web\.service\n$/);
  writeFileSync(join(bin, 'journalctl'), '#!/bin/sh\necho "No journal files were found." >&2\nexit 1\n');
  const none = daemonsync(['logs', 'web', '--file', at.manifest], { env: { ...at.env, PATH: path } });
  assert.deepEqual([none.code, none.stdout], [1, '']);
  assert.match(none.stderr, /there is no journal to look into for web\.service/);
});
