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

test('paths are made clean, so that what is put below them is', () => {
  const home = '/home/me';
  const clean = (written: string) => atHome(parseSettings(`data_dir = ${written}`, path).settings, home).dataDir;
  assert.equal(clean('/a/../b'), '/b');
  assert.equal(clean('/x/'), '/x');
  assert.equal(clean('//x//y/./z//'), '/x/y/z');
  assert.equal(clean('~/'), '/home/me');
  assert.equal(clean('~/../shared'), '/home/shared');
  assert.equal(clean('~/a b'), '/home/me/a b');
  assert.equal(atHome(parseSettings('file = ~/$&', path).settings, '/home/$1').file, '/home/$1/$&');
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
  'cache_dir = "/a\\tb"',
  'data_dir = /a\u0085b',
  'data_dir = /a\ufffeb',
  'data_dir = /a\u0000b',
  'state_dir = /',
  'state_dir = /a/..',
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
  test(`${JSON.stringify(line)}: an error, and the setting is not taken`, () => {
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

interface At {
  readonly text?: string | Uint8Array;
  readonly seen?: Partial<Seen>;
  /** Of reading it. */
  readonly error?: string;
  /** Of finding it: a link in a circle, or one that leads nowhere. */
  readonly lost?: string;
  /** What its folders are like. */
  readonly folders?: Readonly<Record<string, Partial<Seen>>>;
  /** It is a link to there. */
  readonly real?: string;
  readonly files?: Readonly<Record<string, string>>;
}

function hostWith(at: At | null): Host {
  const bytes = typeof at?.text === 'string' ? new TextEncoder().encode(at.text) : (at?.text ?? new Uint8Array());
  const none = () => Promise.reject(new Error('not to be asked'));
  const real = at?.real ?? path;
  const folder = { kind: 'directory', size: 1, mode: 0o755, uid: 0, gid: 0, sticky: false } as const;
  return {
    caller: async () => ({ uid: 1000 }),
    look: async (asked) => {
      if (asked !== real) return { ...folder, ...at?.folders?.[asked] };
      return at && { ...folder, kind: 'file', size: bytes.length, mode: 0o644, uid: 1000, gid: 1000, ...at.seen };
    },
    read: async (asked) => {
      if (asked === real) return at?.error ? { error: at.error } : { bytes };
      const text = at?.files?.[asked];
      return text === undefined ? { error: 'ENOENT' } : { bytes: new TextEncoder().encode(text) };
    },
    resolve: async (asked) => {
      if (asked !== path) return { path: asked };
      if (!at) return { error: 'ENOENT' };
      return at.lost ? { error: at.lost } : { path: real };
    },
    list: async () => (at ? ['config.ini'] : null),
    real: none,
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

const accounts = { '/etc/passwd': 'me:x:1000:1000::/home/me:/bin/sh', '/etc/group': 'me:x:1000:\nall:x:100:you' };

test('a group of one is nobody else, and a link into the dotfiles is fine', async () => {
  const seen = { mode: 0o664, gid: 1000 };
  const own = await readSettings(hostWith({ text: 'color = never', seen, files: accounts }), '/home/me', 1000);
  assert.equal(own.settings.color, 'never');
  const real = '/home/me/dots/config.ini';
  const linked = await readSettings(hostWith({ text: 'color = never', real }), '/home/me', 1000);
  assert.deepEqual([linked.settings.color, linked.problems], ['never', []]);
});

const folderOf = '/home/me/.config/daemonsync';
const untrusted: readonly (readonly [string, At, RegExp])[] = [
  ['of another user', { text: 'file = /x', seen: { uid: 1001 } }, /another user \(uid 1001\)/],
  ['writable by everybody', { text: 'file = /x', seen: { mode: 0o666 } }, /written by others/],
  ['writable by a group', { text: 'file = /x', seen: { mode: 0o664, gid: 100 }, files: accounts }, /written by others/],
  ['in a folder for everybody', { folders: { [folderOf]: { mode: 0o777 } } }, /in a folder that others may write/],
  ["in another's folder", { folders: { [folderOf]: { uid: 1001 } } }, /in a folder of another user/],
  ["below another's folder", { folders: { '/home/me': { uid: 1001 } } }, /below \/home\/me, a folder of another user/],
  [
    'a link that stands in a folder for everybody',
    { real: '/home/me/dots/config.ini', folders: { [folderOf]: { mode: 0o777 } } },
    /in a folder that others may write/,
  ],
  ['a link in a circle', { lost: 'ELOOP' }, /leads in a circle/],
  ['a link that leads nowhere', { lost: 'ENOENT' }, /leads nowhere/],
  ['in a folder that may not be searched', { lost: 'EACCES' }, /may not be read/],
  ['a folder', { seen: { kind: 'directory' }, error: 'EISDIR' }, /are a folder/],
  ['a pipe', { seen: { kind: 'other' }, error: 'ENOTFILE' }, /not a regular file/],
  ['far too large', { error: 'EFBIG' }, /larger than 64 KiB/],
  ['not readable', { error: 'EACCES' }, /may not be read/],
  ['broken', { error: 'EIO' }, /cannot be read \(EIO\)/],
  ['not text', { text: new Uint8Array([0x66, 0xff, 0xfe]) }, /not UTF-8/],
];
for (const [what, file, message] of untrusted) {
  test(`a file that is ${what}: refused, with a hint, and nothing of it is taken`, async () => {
    const { settings, problems, unreadable } = await readSettings(hostWith(file), '/home/me', 1000);
    assert.equal(unreadable, true);
    assert.deepEqual(settings, NO_SETTINGS);
    assert.match(problems[0]?.message ?? '', message);
    assert.match(problems[0]?.message ?? '', /^the settings /);
    assert.ok(problems[0]?.hint);
  });
}
