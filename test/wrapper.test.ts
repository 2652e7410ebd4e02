// Wrapper scripts as text: the launchers' last lines, the rewriting of a venv's own programs, and the quoting of words,
// which real shells read back.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Daemon, Launcher } from '../src/model.ts';
import { shellQuote, wrapperText } from '../src/wrapper.ts';
import { aDaemon } from './support/daemon.ts';
import { runScript, shells } from './support/shells.ts';

const DIR = '/home/alice/src/my-tool';
const command = (launcher: Launcher, argv: readonly string[], overrides: Partial<Daemon> = {}): string =>
  wrapperText(aDaemon({ launcher, ...overrides }), { header: ['Made by hand'], readEnvFiles: true, exec: argv });
const lines = (text: string): string[] => text.trimEnd().split('\n');
const lastLine = (text: string): string => lines(text).at(-1) ?? '';

describe('the last line', () => {
  const table: readonly [Launcher, readonly string[], string][] = [
    [{ kind: 'direct' }, ['/usr/bin/my-tool', 'a b', ''], "exec /usr/bin/my-tool 'a b' ''"],
    [{ kind: 'uv', dir: DIR, sync: true }, ['my-tool', '-x'], `exec uv run --project ${DIR} -- my-tool -x`],
    [{ kind: 'uv', dir: DIR, sync: false }, ['my-tool'], `exec uv run --project ${DIR} --no-sync -- my-tool`],
    [{ kind: 'uv', dir: '/a b', sync: true }, ['-m'], `exec uv run --project '/a b' -- -m`],
    [
      { kind: 'uv', dir: DIR, sync: true },
      [`${DIR}/.venv/bin/python`, 'm.py'],
      `exec uv run --project ${DIR} -- python m.py`,
    ],
    [
      { kind: 'uv', dir: DIR, sync: true },
      [`${DIR}/.venv-3.12/bin/gunicorn`],
      `exec uv run --project ${DIR} -- gunicorn`,
    ],
    [{ kind: 'uv', dir: DIR, sync: true }, [`${DIR}/bin/run`], `exec uv run --project ${DIR} -- ${DIR}/bin/run`],
    [{ kind: 'uv', dir: DIR, sync: true }, ['/usr/bin/env'], `exec uv run --project ${DIR} -- /usr/bin/env`],
    [{ kind: 'venv', dir: DIR }, ['python', '-m', 'x'], `exec ${DIR}/bin/python -m x`],
    [{ kind: 'venv', dir: DIR }, ['.venv/bin/python'], `exec ${DIR}/bin/python`],
    [{ kind: 'venv', dir: DIR }, ['/elsewhere/venv/bin/flask', 'run'], 'exec /elsewhere/venv/bin/flask run'],
    [{ kind: 'venv', dir: DIR }, [`${DIR}/bin/flask`], `exec ${DIR}/bin/flask`],
    [
      { kind: 'venv', dir: DIR },
      ['/home/alice/.virtualenvs/web/bin/flask'],
      'exec /home/alice/.virtualenvs/web/bin/flask',
    ],
    [{ kind: 'venv', dir: DIR }, ['/usr/bin/time', 'python'], 'exec /usr/bin/time python'],
    [{ kind: 'node', dir: DIR }, ['node', 'index.js'], 'exec node index.js'],
    [{ kind: 'node', dir: DIR }, ['-strange'], 'exec /usr/bin/env -- -strange'],
    [{ kind: 'mise', dir: DIR }, ['-a', '--', 'b'], `exec mise exec -C ${DIR} -- -a -- b`],
    [{ kind: 'nix', dir: DIR }, ['my-tool', '-c'], `exec nix develop ${DIR} -c my-tool -c`],
    [{ kind: 'direnv', dir: DIR }, ['my-tool', 'exec'], `exec direnv exec ${DIR} my-tool exec`],
  ];
  for (const [launcher, argv, expected] of table) {
    test(expected, () => {
      assert.equal(lastLine(command(launcher, argv)), expected);
      const text = command(launcher, argv, { envFiles: [{ path: '/home/alice/a.env', optional: false }] });
      assert.equal(lastLine(text), expected, 'with an environment file');
    });
  }
});

describe('the script around it', () => {
  test('begins with the shebang, the header and set -eu', () => {
    const text = wrapperText(aDaemon(), { header: ['one', 'two'], readEnvFiles: true, exec: ['/bin/x'] });
    assert.deepEqual(lines(text).slice(0, 5), ['#!/bin/sh', '# one', '# two', '', 'set -eu']);
    assert.match(text, /[^\n]\n$/);
    assert.doesNotMatch(text, /\n\n\n/);
    assert.doesNotMatch(text, /ulimit|ds_env|\bcd /);
  });

  test('reads environment files only where asked to', () => {
    const daemon = aDaemon({
      envFiles: [
        { path: '/home/alice/my secrets.env', optional: false },
        { path: '/home/alice/b.env', optional: true },
      ],
    });
    const options = { header: [], exec: ['/bin/x'] };
    assert.doesNotMatch(wrapperText(daemon, { ...options, readEnvFiles: false }), /env_file/);
    const text = wrapperText(daemon, { ...options, readEnvFiles: true });
    assert.match(text, /\nds_env_file '\/home\/alice\/my secrets.env'\nds_env_file \/home\/alice\/b.env optional\n/);
  });

  test('is the same bytes each time', () => {
    for (const launcher of [
      { kind: 'node', dir: DIR },
      { kind: 'uv', dir: DIR, sync: true },
    ] as const) {
      assert.equal(command(launcher, ['x']), command(launcher, ['x']));
    }
  });

  test('ends in the text of a shell daemon, untouched', () => {
    const text = '\n\ncat <<EOF\n  $HOME "$@" \\\nEOF\n\n\n';
    const own = (script: string): string =>
      wrapperText(aDaemon({ run: { kind: 'shell', text: script } }), { header: [], readEnvFiles: true, exec: null });
    assert.ok(own(text).endsWith(`has it.\n${text}`));
    assert.ok(own('exit 3').endsWith('has it.\nexit 3\n'));
  });

  test('hands names that shells keep for themselves through env', () => {
    const env = { A: '1', UID: '5 6', SHLVL: '7' };
    assert.equal(
      lastLine(command({ kind: 'direct' }, ['/bin/x', 'y'], { env })),
      "exec /usr/bin/env SHLVL=7 'UID=5 6' /bin/x y",
    );
    assert.equal(
      lastLine(command({ kind: 'direct' }, ['/bin/x'], { env: { UIDS: '1', BASH_ENV: '/x' } })),
      'exec /bin/x',
    );
  });

  test('never comes to be for what the manifest refuses', () => {
    const shell = aDaemon({ run: { kind: 'shell', text: 'x' } });
    const options = { header: [], readEnvFiles: true };
    assert.throws(() => wrapperText(shell, { ...options, exec: ['/bin/x'] }), /an argv and a script/);
    assert.throws(() => wrapperText(aDaemon(), { ...options, exec: null }), /an argv and a script/);
    assert.throws(
      () => wrapperText({ ...shell, launcher: { kind: 'mise', dir: DIR } }, { ...options, exec: null }),
      /mise/,
    );
  });
});

describe('words', () => {
  test('are bare where nothing in them means anything', () => {
    for (const word of ['a', '/usr/bin/x', '--port=80', 'a@b:c', '10%', '-', '+x,y'])
      assert.equal(shellQuote(word), word);
  });

  test('are in single quotes otherwise', () => {
    const table = {
      '': "''",
      'a b': "'a b'",
      '~': "'~'",
      'a*': "'a*'",
      '#x': "'#x'",
      "it's": "'it'\\''s'",
      é: "'é'",
      '!': "'!'",
    };
    for (const [word, quoted] of Object.entries(table)) assert.equal(shellQuote(word), quoted);
    assert.throws(() => shellQuote('a\0b'), /NUL/);
  });

  const hostile = fc.string({
    unit: fc.constantFrom(...' \t\n\r\\\'"`$(){}[]*?!#~&|;<>=%^-ab\u0001\u007fé\u0081\u{1F600}'),
    maxLength: 20,
  });
  const any = fc
    .oneof(hostile, fc.string({ unit: 'binary', maxLength: 30 }))
    .filter((word) => !/[\0\p{Surrogate}]/u.test(word));

  for (const shell of shells) {
    test(`come back whole from ${shell.name}`, (t) => {
      const folder = mkdtempSync(join(tmpdir(), 'daemonsync-words-'));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      const words = fc.sample(any, 1000);
      const file = join(folder, 'script');
      writeFileSync(file, words.map((word) => `printf '%s\\0' ${shellQuote(word)}\n`).join(''));
      for (const env of [{}, { LC_ALL: 'C.UTF-8' }]) {
        const ran = runScript(shell, file, { env });
        assert.equal(ran.stderr, '');
        assert.deepEqual(ran.stdout.toString().split('\0').slice(0, -1), words);
      }
    });
  }
});
