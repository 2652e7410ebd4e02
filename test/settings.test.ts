// config.ini: what it may say, what is said of a wrong one, and when it is not trusted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Host, Seen } from '../src/host.ts';
import { NO_SETTINGS, readSettings } from '../src/read-settings.ts';
import { plain } from '../src/report/color.ts';
import { problemLines } from '../src/report/problems.ts';
import { atHome, parseSettings } from '../src/settings.ts';

const path = '/home/me/.config/daemonsync/config.ini';

function said(text: string): string[] {
  return problemLines(parseSettings(text, path).problems, {
    sources: new Map([[path, text]]),
    cwd: '/home/me/.config/daemonsync',
    paint: plain,
  });
}

test('all of them', () => {
  const text = [
    '\ufeff; a comment',
    '# another',
    '',
    'file = ~/dotfiles/daemons.yaml',
    'host=Laptop.local',
    'config_dir = /etc/me',
    'state_dir = ~/.state ; where it always was',
    'data_dir = "/data dir"',
    "cache_dir = '/tmp/c'",
    'color = never',
    'confirm = no',
    'sudo = no-prompt',
    'label_prefix = com.example\r',
  ].join('\n');
  assert.deepEqual(parseSettings(text, path), {
    problems: [],
    settings: {
      file: '~/dotfiles/daemons.yaml',
      host: 'laptop',
      configDir: '/etc/me',
      stateDir: '~/.state',
      dataDir: '/data dir',
      cacheDir: '/tmp/c',
      color: 'never',
      confirm: false,
      sudo: 'no-prompt',
      labelPrefix: 'com.example',
    },
  });
});

test('nothing said: every setting is null, as without the file', () => {
  assert.deepEqual(parseSettings('', path), { settings: NO_SETTINGS, problems: [] });
});

test('~ is the home folder, at the beginning of a path only', () => {
  const { settings } = parseSettings('file = ~/x/~/y\nstate_dir = ~\ndata_dir = /a/~', path);
  const { file, stateDir, dataDir } = atHome(settings, '/home/me');
  assert.deepEqual([file, stateDir, dataDir], ['/home/me/x/~/y', '/home/me', '/a/~']);
});

test('mistakes, each at its line', () => {
  assert.deepEqual(said('labelprefix = com.example'), [
    'config.ini:1:1: warning: unknown setting `labelprefix`',
    '    1 | labelprefix = com.example',
    '      | ^~~~~~~~~~~',
    '      = did you mean `label_prefix`?',
  ]);
  assert.deepEqual(said('\ncolor = colour'), [
    'config.ini:2:9: error: `color` takes one of auto, always, never, not `colour`',
    '    2 | color = colour',
    '      |         ^~~~~~',
  ]);
  assert.deepEqual(said('host = a\nhost = b'), [
    'config.ini:2:1: warning: `host` stands twice; this one counts',
    '    2 | host = b',
    '      | ^~~~',
    'config.ini:1:1: note: first set here',
    '    1 | host = a',
    '      | ^~~~',
  ]);
  assert.deepEqual(said('[core]').slice(0, 1), ['config.ini:1:1: error: config.ini has no sections']);
  assert.deepEqual(said('sudo').slice(0, 1), ['config.ini:1:1: error: `sudo` takes a value']);
  assert.deepEqual(said('sudo =').slice(0, 1), ['config.ini:1:7: error: `sudo` takes a value']);
});

const refused: readonly string[] = [
  'file = daemons.yaml',
  'file = ~other/x',
  'state_dir = relative',
  'cache_dir = "/a\\nb"',
  'host = a b',
  'host = ../x',
  'confirm = perhaps',
  'confirm = null',
  'sudo = always',
  'label_prefix = a b',
  'label_prefix = .a',
  'label_prefix = a/b',
];
for (const line of refused) {
  test(`${line}: an error, and the setting is not taken`, () => {
    const { settings, problems } = parseSettings(line, path);
    assert.deepEqual(
      problems.map((problem) => problem.severity),
      ['error'],
    );
    assert.deepEqual(settings, NO_SETTINGS);
  });
}

test('keys that mean something to JavaScript or to ini mean nothing', () => {
  for (const key of ['__proto__', 'constructor', 'toString', 'file[]', 'a.b']) {
    const { settings, problems } = parseSettings(`${key} = /x`, path);
    assert.deepEqual(settings, NO_SETTINGS);
    assert.deepEqual(
      problems.map((problem) => problem.code),
      ['unknown-setting'],
      key,
    );
  }
});

test('any text at all: settings or problems, never a crash, and every place is in the text', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('file = /x', 'color=', '[x', 'a=b=c', '"', 'file="', "file='/x", 'sudo[]=ask'),
  );
  fc.assert(
    fc.property(
      fc.array(line).map((lines) => lines.join('\n')),
      (text) => {
        const lines = text.split(/\r?\n/);
        for (const { at } of parseSettings(text, path).problems)
          assert.ok(at && at.line <= lines.length && at.column >= 1);
      },
    ),
  );
});

// ── Reading it ──────────────────────────────────────────────────────────────────────────────────────

function hostWith(file: { text?: string | Uint8Array; seen?: Partial<Seen>; error?: string } | null): Host {
  const bytes = typeof file?.text === 'string' ? new TextEncoder().encode(file.text) : (file?.text ?? new Uint8Array());
  const none = () => Promise.reject(new Error('not to be asked'));
  return {
    caller: async () => ({ uid: 1000 }),
    look: async (asked) =>
      file && asked === path
        ? { kind: 'file', size: bytes.length, mode: 0o644, uid: 1000, gid: 1000, sticky: false, ...file.seen }
        : null,
    read: async () => (file?.error ? { error: file.error } : { bytes }),
    real: none,
    list: none,
    stdin: none,
    executable: none,
    run: none,
  };
}

test('no file: nothing is read and nothing is said', async () => {
  assert.deepEqual(await readSettings(hostWith(null), '/home/me', 1000), {
    path,
    settings: NO_SETTINGS,
    problems: [],
    text: null,
    unreadable: false,
  });
});

test('a good file: read, with paths made whole', async () => {
  const read = await readSettings(hostWith({ text: 'file = ~/d.yaml' }), '/home/me', 1000);
  assert.equal(read.settings.file, '/home/me/d.yaml');
  assert.equal(read.unreadable, false);
});

test("root's file is fine: so NixOS installs it", async () => {
  const read = await readSettings(hostWith({ text: 'color = never', seen: { uid: 0 } }), '/home/me', 1000);
  assert.equal(read.settings.color, 'never');
});

const untrusted: readonly (readonly [string, Parameters<typeof hostWith>[0], RegExp])[] = [
  ['of another user', { text: 'file = /x', seen: { uid: 1001 } }, /another user \(uid 1001\)/],
  ['writable by everybody', { text: 'file = /x', seen: { mode: 0o666 } }, /written by everybody/],
  ['a folder', { text: '', seen: { kind: 'directory' } }, /not a regular file/],
  ['a pipe', { text: '', seen: { kind: 'other' } }, /not a regular file/],
  ['far too large', { text: '', seen: { size: 1e9 } }, /larger than 64 KiB/],
  ['not readable', { error: 'EACCES' }, /cannot be read: EACCES/],
  ['not text', { text: new Uint8Array([0x66, 0xff, 0xfe]) }, /not UTF-8/],
];
for (const [what, file, message] of untrusted) {
  test(`a file that is ${what}: refused, with a hint, and nothing of it is taken`, async () => {
    const { settings, problems, unreadable } = await readSettings(hostWith(file), '/home/me', 1000);
    assert.equal(unreadable, true);
    assert.deepEqual(settings, NO_SETTINGS);
    assert.match(problems[0]?.message ?? '', message);
    assert.ok(problems[0]?.hint);
  });
}
