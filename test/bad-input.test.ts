// The worst that can be given to the program, as it is shipped: one clear error, the promised exit code, soon, and
// no stack trace. What is fine though it looks odd (symlinks, CRLF, a byte order mark) is fine.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { daemonsync, program, run, scratch } from './support/built.ts';

const GOOD = 'version: 1\ndaemons:\n  a: { command: [/bin/true] }\n';
const isRoot = process.getuid?.() === 0;

function inFolder(name: string, text: string | Uint8Array): string {
  const path = join(scratch(), name);
  writeFileSync(path, text);
  return path;
}

function refused(argv: readonly string[], code: number, says: RegExp, input?: string): void {
  const began = performance.now();
  for (const command of ['validate', 'render']) {
    const ran = daemonsync([command, ...argv], input === undefined ? {} : { input });
    assert.equal(ran.code, code, `${command} ${argv.join(' ')}: ${ran.stderr.slice(0, 500)}`);
    assert.match(ran.stderr, says);
    assert.doesNotMatch(ran.stderr, /\n {4}at |node:internal|Error:.*\n.*at /, 'a stack trace');
    assert.equal(ran.stdout, '');
  }
  const seconds = (performance.now() - began) / 1000;
  assert.ok(seconds < 8, `it took ${seconds} s`);
}

test('files that cannot be read: 66', () => {
  const dir = scratch();
  refused(['-f', join(dir, 'none.yaml')], 66, /does not exist/);
  refused(['-f', dir], 66, /is a folder/);
  refused(['-f', `${join(dir, 'none.yaml')}/x`], 66, /does not exist/);
  refused(['-f', '/dev/zero'], 66, /is not a regular file/);
  execFileSync('mkfifo', [join(dir, 'fifo')]);
  refused(['-f', join(dir, 'fifo')], 66, /is not a regular file/);
  symlinkSync('loop', join(dir, 'loop'));
  refused(['-f', join(dir, 'loop')], 66, /./);
});

test('50 MB, as a file and through standard input: 66', () => {
  const big = Buffer.alloc(50 << 20, 'a: b\n');
  refused(['-f', inFolder('big.yaml', big)], 66, /larger than 4 MiB/);
  const ran = run(['sh', '-c', `"$0" "$1" validate -f - <${inFolder('big.yaml', big)}`, process.execPath, program()]);
  assert.equal(ran.code, 66, ran.stderr);
  assert.match(ran.stderr, /standard input is larger than 4 MiB/);
});

test('a file that others may write, or that is not ours: 66', (t) => {
  for (const mode of [0o666, 0o602]) {
    const path = inFolder('open.yaml', GOOD);
    chmodSync(path, mode);
    refused(['-f', path], 66, /may be written by others/);
  }
  const dir = scratch();
  writeFileSync(join(dir, 'd.yaml'), GOOD);
  chmodSync(dir, 0o777);
  refused(['-f', join(dir, 'd.yaml')], 66, /stands in a folder that others may write/);
  chmodSync(dir, 0o1777);
  assert.equal(
    daemonsync(['validate', '-f', join(dir, 'd.yaml')]).code,
    0,
    'in a sticky folder such as /tmp it is safe',
  );
  if (!isRoot) return t.diagnostic('not root: a file of another owner cannot be made here');
  chmodSync(dir, 0o755);
  chownSync(join(dir, 'd.yaml'), 12_345, 12_345);
  refused(['-f', join(dir, 'd.yaml')], 66, /belongs to another user/);
});

test('an included file is read no more trustingly', () => {
  const dir = scratch();
  mkdirSync(join(dir, 'daemons.d'));
  writeFileSync(join(dir, 'daemons.yaml'), 'version: 1\ninclude: [daemons.d/*.yaml, one.yaml]\n');
  refused(
    ['-f', join(dir, 'daemons.yaml')],
    66,
    /one\.yaml does not exist[\s\S]*daemons\.yaml:2:29|daemons\.yaml:2:29[\s\S]*one\.yaml does not exist/,
  );
  writeFileSync(join(dir, 'one.yaml'), 'daemons:\n  b: { command: [/bin/true] }\n');
  writeFileSync(join(dir, 'daemons.d/z.yaml'), 'daemons:\n  c: { comand: [/bin/true] }\n');
  refused(['-f', join(dir, 'daemons.yaml')], 65, /daemons\.d\/z\.yaml:2:8: error: unknown key `comand`/);
  writeFileSync(join(dir, 'daemons.d/z.yaml'), 'daemons:\n  b: { command: [/bin/true] }\n');
  refused(['-f', join(dir, 'daemons.yaml')], 65, /there are two daemons `b`[\s\S]*first here/);
  writeFileSync(join(dir, 'daemons.d/z.yaml'), 'daemons: {}\ninclude: [../daemons.yaml]\n');
  refused(['-f', join(dir, 'daemons.yaml')], 65, /`include` cannot stand in an included file/);
  writeFileSync(join(dir, 'daemons.d/z.yaml'), 'daemons:\n  c: { command: [/bin/true] }\n');
  chmodSync(join(dir, 'daemons.d/z.yaml'), 0o666);
  refused(['-f', join(dir, 'daemons.yaml')], 66, /may be written by others/);
  chmodSync(join(dir, 'daemons.d/z.yaml'), 0o644);
  assert.match(
    daemonsync(['validate', '-f', join(dir, 'daemons.yaml')]).stdout,
    /daemons\.yaml: 2 daemons, no problems\n$/,
  );
});

const WRONG: readonly (readonly [what: string, text: string | Uint8Array, says: RegExp])[] = [
  ['binary', Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256), /not UTF-8|NUL|control character/],
  ['UTF-16', Buffer.from(`\ufeff${GOOD}`, 'utf16le'), /UTF-16; save it as UTF-8/],
  ['a NUL', `${GOOD}#\0`, /NUL byte/],
  [
    'invalid UTF-8',
    Buffer.concat([Buffer.from(GOOD), Buffer.from([0x23, 0xff, 0xfe, 0x0a])]),
    /:4:2: error: .* is not UTF-8/,
  ],
  ['empty', '', /the manifest is empty/],
  ['blanks only', ' \n\n', /the manifest is empty/],
  ['a list', '- a\n', /the manifest is a list/],
  ['a word', 'hello\n', /the manifest is "hello"/],
  ['two documents', `${GOOD}---\n${GOOD}`, /one document/],
  ['a version of YAML', `%YAML 1.1\n---\n${GOOD}`, /YAML 1\.2/],
  [
    'an alias bomb of lists',
    bomb(
      (n) =>
        `a${n}: &a${n} [${Array(10)
          .fill(`*a${n - 1}`)
          .join(', ')}]`,
      'a0: &a0 [x, x, x]',
    ),
    /alias bomb/,
  ],
  [
    'an alias bomb of merges',
    bomb(
      (n) => `a${n}: &a${n} {${Array.from({ length: 10 }, (_, i) => `k${i}: *a${n - 1}`).join(', ')}}`,
      'a0: &a0 {k: v}',
    ),
    /alias bomb/,
  ],
  ['an alias in itself', 'version: 1\nx: &x { y: *x }\n', /holds itself/],
  ['5,000 nested lists', `version: 1\nx: ${'['.repeat(5000)}${']'.repeat(5000)}\n`, /deep|nested/i],
  [
    '2,000 nested maps',
    `version: 1\n${Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')}\n`,
    /deep|nested/i,
  ],
  ['a megabyte of one key', `${'k'.repeat(1 << 20)}: 1\n`, /unknown key|too long|implicit/i],
  ['100,000 duplicate keys', `version: 1\n${'a: 1\n'.repeat(100_000)}`, /`a` stands here twice[\s\S]*and \d+ more/],
  [
    '20,000 unknown keys',
    `version: 1\n${Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join('')}`,
    /unknown key `k0`[\s\S]*and \d+ more/,
  ],
  ['a tab', 'version: 1\ndaemons:\n\ta: {}\n', /:3:1: error: a tab cannot indent/],
  [
    '__proto__',
    'version: 1\n__proto__: { x: 1 }\ndaemons: { a: { __proto__: { command: [x] } } }\n',
    /unknown key `__proto__`/,
  ],
];

function bomb(level: (n: number) => string, first: string): string {
  return `version: 1\n${first}\n${Array.from({ length: 20 }, (_, n) => level(n + 1)).join('\n')}\n`;
}

for (const [what, text, says] of WRONG)
  test(`${what}: 65`, () => refused(['-f', inFolder('daemons.yaml', text)], 65, says));

test('symlinks, CRLF, a byte order mark and a strange file name are fine', () => {
  const dir = scratch();
  mkdirSync(join(dir, 'dotfiles'));
  writeFileSync(join(dir, "dotfiles/it's %h ü\n.yaml"), `\ufeff${GOOD.replaceAll('\n', '\r\n')}`);
  symlinkSync(join(dir, "dotfiles/it's %h ü\n.yaml"), join(dir, 'daemons.yaml'));
  const ran = daemonsync(['render'], { cwd: dir });
  assert.equal(ran.code, 0, ran.stderr);
  assert.match(ran.stdout, /^# Made by daemonsync from \S*it's %h ü\ufffd\.yaml\. Edit/m);
  assert.match(ran.stdout, /^ExecStart=\/bin\/true$/m);
});

test('relative paths are taken from the real folder of the file, and standard input has none', () => {
  const dir = scratch();
  mkdirSync(join(dir, 'dotfiles'));
  writeFileSync(
    join(dir, 'dotfiles/daemons.yaml'),
    'version: 1\ndaemons:\n  a: { command: [./bin/x], working_directory: sub/../w }\n',
  );
  symlinkSync('dotfiles/daemons.yaml', join(dir, 'daemons.yaml'));
  const { stdout } = daemonsync(['render', '-f', join(dir, 'daemons.yaml')], { cwd: '/' });
  assert.ok(
    stdout.includes(`ExecStart=${dir}/dotfiles/bin/x\n`) && stdout.includes(`WorkingDirectory=${dir}/dotfiles/w\n`),
    stdout,
  );
  refused(
    ['-f', '-'],
    65,
    /standard input:3:\d+: error: `\.\/bin\/x` is relative/,
    'version: 1\ndaemons:\n  a: { command: [./bin/x] }\n',
  );
});

test('rendering does not depend on the environment of the caller', () => {
  const path = inFolder(
    'daemons.yaml',
    'version: 1\ndaemons:\n  a: { command: [sh, "${HOME}", "${XDG_STATE_HOME}"], env: { A: ~/x } }\n',
  );
  const plain = daemonsync(['render', '-f', path]);
  assert.equal(plain.code, 0, plain.stderr);
  const env = {
    HOME: '/nowhere',
    USER: 'x',
    LOGNAME: 'x',
    PATH: '/nowhere',
    LANG: 'tr_TR.UTF-8',
    TZ: 'Asia/Tokyo',
    XDG_CONFIG_HOME: '/x',
    XDG_STATE_HOME: '/y',
    XDG_DATA_HOME: '/z',
  };
  assert.equal(daemonsync(['render', '-f', path], { env, cwd: '/' }).stdout, plain.stdout);
});

const SLOW: readonly (readonly [what: string, text: string, code: number])[] = [
  ['20,000 aliases', `version: 1\nx: &a y\nz: [${'*a, '.repeat(20_000)}]\n`, 65],
  ['100,000 merges', `version: 1\nx: &a {b: c}\nz: {<<: [${'*a, '.repeat(100_000)}]}\n`, 65],
  [
    '20,000 daemons that are all wrong',
    `version: 1\ndaemons:\n${Array.from({ length: 20_000 }, (_, i) => `  d${i}: { command: {} }\n`).join('')}`,
    65,
  ],
  ['150,000 duplicate keys', `version: 1\n${'a: 1\n'.repeat(150_000)}`, 65],
  [
    '300,000 blanks in a description',
    `version: 1\ndaemons:\n  a: { command: [/bin/true], description: "a${' '.repeat(300_000)}b" }\n`,
    0,
  ],
  ['300,000 blanks in a command', `version: 1\ndaemons:\n  a: { command: "/bin/true${' '.repeat(300_000)}b" }\n`, 0],
  ['300,000 blank lines and an open quote', `version: 1\n${'\n'.repeat(300_000)}x: "y\n`, 65],
  [
    'a value of 120,000 letters',
    `version: 1\ndaemons:\n  a: { command: [/bin/true], env: { A: ${'a'.repeat(120_000)} } }\n`,
    0,
  ],
  ['a comment of 3 MB', `version: 1\n# ${'a'.repeat(3_000_000)}\n`, 0],
  [
    'aliases 139 levels deep',
    `version: 1\nx0: &x0 [y]\n${Array.from({ length: 139 }, (_, i) => `x${i + 1}: &x${i + 1} ${'['.repeat(45)}*x${i} ${']'.repeat(45)}\n`).join('')}`,
    65,
  ],
  [
    'a host pattern of many stars',
    `version: 1\ndaemons:\n  a: { command: [/bin/true], only: { host: "${'*a'.repeat(30)}b" } }\n`,
    0,
  ],
  [
    'a duration of 500,000 units',
    `version: 1\ndaemons:\n  a: { command: [/bin/true], restart: { delay: "${'1m'.repeat(500_000)}" } }\n`,
    0,
  ],
];

for (const [what, text, code] of SLOW) {
  test(`${what}: soon`, () => {
    const path = inFolder('daemons.yaml', text);
    const began = performance.now();
    const ran = daemonsync(['validate', '-f', path, '--host', 'a'.repeat(43)]);
    const seconds = (performance.now() - began) / 1000;
    assert.equal(ran.code, code, ran.stderr.slice(0, 400));
    assert.doesNotMatch(ran.stderr, /call stack|this is a bug/);
    assert.ok(seconds < 4, `it took ${seconds} s`);
  });
}

test('keys that every object has are keys like any other', () => {
  for (const key of ['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty']) {
    for (const text of [
      `  a: { command: [/bin/true], ${key}: { a: 1 } }`,
      `  a: { command: [/bin/true], ${key}: 1 }`,
      `  a: { command: [/bin/true], systemd: { Service: { ${key}: 1 } } }`,
      `  a: { command: [/bin/true], systemd: { ${key}: { A: 1 } } }`,
      `  a: { command: [/bin/true], launchd: { ${key}: { ${key}: 1 } } }`,
      `  a: { command: [/bin/true], env: { ${key}: x } }`,
      `  a: { command: [/bin/true], when: boot, boot: { user: ${key}, as: system } }`,
      `  ${key}: { command: [/bin/true] }`,
    ]) {
      const path = inFolder('daemons.yaml', `version: 1\ndaemons:\n${text}\n`);
      for (const platform of ['systemd', 'launchd']) {
        const ran = daemonsync(['render', '-f', path, '--platform', platform]);
        assert.ok(ran.code === 0 || ran.code === 65, `${text}: ${ran.code} ${ran.stderr}`);
        if (text.includes('env:'))
          assert.ok(
            ran.stdout.includes(platform === 'systemd' ? `Environment=${key}=x` : `<key>${key}</key>`),
            ran.stdout,
          );
        if (text.includes('launchd:') && platform === 'launchd' && ran.code === 0)
          assert.ok(ran.stdout.includes(`<key>${key}</key>`), ran.stdout);
      }
    }
  }
});
