// Wrapper scripts, really run in every shell that is here: what the program at the end was started with, what a missing
// piece does, and what shellcheck thinks of them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { Daemon, Launcher } from '../../src/model.ts';
import { shellQuote } from '../../src/wrapper.ts';
import { KNOWN, type Shell, shells } from '../support/shells.ts';
import { type Bench, bench, recording, type Started, seen } from '../support/wrapper-run.ts';
import { DUMP } from './support/dump.ts';
import { linuxIsRequired } from './support/manager.ts';

const hostile = fc.string({
  unit: fc.constantFrom(...' \t\n\\\'"`$(){}[]*?!#~&|;<>=%^-ab\u007fé\u0081\u{1F600}'),
  maxLength: 12,
});
const word = fc
  .oneof(hostile, fc.string({ unit: 'binary', maxLength: 20 }))
  .filter((text) => !/[\0\p{Surrogate}]/u.test(text));

/** `why` not: spoken, and a failure where everything must be tried. */
function absent(t: TestContext, why: string): void {
  assert.ok(!linuxIsRequired, why);
  t.skip(why);
}

function fails(started: Started, code: number, ...says: readonly string[]): void {
  assert.equal(started.code, code, started.stderr);
  assert.match(started.stderr, /^daemonsync: my-tool: [^\n]+\n$/);
  for (const part of says)
    assert.ok(
      started.stderr.includes(part),
      `${part}
${started.stderr}`,
    );
  assert.equal(started.dump, null);
}

test('the shells that are here', (t) => {
  const names = shells.map(({ name }) => name);
  t.diagnostic(
    `tried: ${names.join(', ')}; not here: ${
      KNOWN.filter(({ name }) => !names.includes(name))
        .map(({ name }) => name)
        .join(', ') || 'none'
    }`,
  );
  assert.ok(names.includes('dash') || names.includes('bash'));
});

describe('argv and environment arrive as they are', () => {
  for (const shell of shells) {
    test(shell.name, (t) => {
      const b = bench(t);
      const venv = join(b.folder, "it's a venv");
      mkdirSync(join(venv, 'bin'), { recursive: true });
      symlinkSync(DUMP, join(venv, 'bin', 'dump'));
      const words = fc.sample(word, 600);
      const env = Object.fromEntries(fc.sample(word, 50).map((value, i) => [`V${i}`, value]));
      const text = `exec @DUMP@ "$@" \\\n${words.map(shellQuote).join(' ')}`;
      const started = {
        direct: b.start(shell, {}, recording(b, ...words), { env }),
        venv: b.start(shell, { launcher: { kind: 'venv', dir: venv } }, ['dump', join(b.folder, 'dump'), ...words], {
          env,
        }),
        shell: b.start(shell, { run: { kind: 'shell', text } }, null, { env, args: [] }),
      };
      for (const [kind, one] of Object.entries(started)) {
        assert.deepEqual(one.dump?.args, words, kind);
        const { VIRTUAL_ENV: active, ...rest } = seen(one);
        assert.deepEqual(rest, env, kind);
        assert.equal(active, kind === 'venv' ? venv : undefined);
      }
      assert.match(started.venv.dump?.env.get('PATH') ?? '', /^\/.*\/it's a venv\/bin:/);
    });
  }
});

describe('launchers', () => {
  const everywhere = [
    '/opt/homebrew/bin',
    '/usr/local/bin',
    '/home/linuxbrew/.linuxbrew/bin',
    '/run/current-system/sw/bin',
    '/nix/var/nix/profiles/default/bin',
  ];
  const DIR = 'a dir\'s "$HOME"';
  const table: readonly [Launcher['kind'], (dir: string) => Launcher, (dir: string) => readonly string[]][] = [
    ['uv', (dir) => ({ kind: 'uv', dir, sync: true }), (dir) => ['run', '--project', dir, '--', 'my-tool', '-x', '']],
    [
      'uv',
      (dir) => ({ kind: 'uv', dir, sync: false }),
      (dir) => ['run', '--project', dir, '--no-sync', '--', 'my-tool', '-x', ''],
    ],
    ['mise', (dir) => ({ kind: 'mise', dir }), (dir) => ['exec', '-C', dir, '--', 'my-tool', '-x', '']],
    ['nix', (dir) => ({ kind: 'nix', dir }), (dir) => ['develop', dir, '-c', 'my-tool', '-x', '']],
    ['direnv', (dir) => ({ kind: 'direnv', dir }), (dir) => ['exec', dir, 'my-tool', '-x', '']],
  ];
  const places: Readonly<Record<string, string>> = {
    uv: '.cargo/bin',
    mise: '.local/bin',
    nix: '.nix-profile/bin',
    direnv: '.local/bin',
  };

  for (const [kind, launcher, expected] of table) {
    test(expected('DIR').join(' '), (t) => {
      const b = bench(t);
      const dir = join(b.folder, DIR);
      const home = join(b.folder, 'my home');
      mkdirSync(dir);
      const argv = ['my-tool', '-x', ''];
      const daemon: Partial<Daemon> = { launcher: launcher(dir) };
      const start = (shell: Shell, path: string) => b.start(shell, daemon, argv, { env: { PATH: path, HOME: home } });
      // One that is installed for everybody would be found.
      if (!everywhere.some((folder) => existsSync(join(folder, kind)))) {
        for (const shell of shells) {
          fails(
            start(shell, join(b.folder, 'bin')),
            127,
            `${kind} is not on PATH (${b.folder}/bin)`,
            'install it: https://',
          );
        }
      }

      const fallback = b.stub(`my home/${places[kind]}/${kind}`);
      for (const shell of shells) {
        const { dump } = start(shell, join(b.folder, 'bin'));
        assert.deepEqual(dump?.args, [fallback, ...expected(dir)], shell.name);
        assert.equal(dump?.env.get('PATH'), `${b.folder}/bin:${home}/${places[kind]}`);
      }
      const stub = b.stub(`bin/${kind}`);
      for (const shell of shells) {
        assert.deepEqual(start(shell, join(b.folder, 'bin')).dump?.args, [stub, ...expected(dir)], shell.name);
        const gone = b.start(shell, { launcher: launcher(`${dir}x`) }, argv, { env: { PATH: join(b.folder, 'bin') } });
        fails(gone, 78, `the folder ${dir}x is not there`, `launcher: {${kind}: `);
      }
    });
  }

  test('a virtual environment that is missing, broken or without the program says so', (t) => {
    const b = bench(t);
    const dir = join(b.folder, 'venv');
    const start = (shell: Shell) => b.start(shell, { launcher: { kind: 'venv', dir } }, ['flask']);
    for (const shell of shells) fails(start(shell), 78, `make it: python3 -m venv ${dir}`);
    mkdirSync(join(dir, 'bin'), { recursive: true });
    for (const shell of shells)
      fails(start(shell), 127, `${dir}/bin/flask is not there; install it: ${dir}/bin/python -m pip install`);
    b.stub('venv/bin/flask');
    for (const shell of shells) assert.equal(start(shell).code, 0);
    symlinkSync('/opt/python-that-was/bin/python3', join(dir, 'bin/python'));
    for (const shell of shells) fails(start(shell), 127, `python3 -m venv --clear ${dir}`);
  });

  test('a real virtual environment is active', (t) => {
    const b = bench(t);
    const dir = join(b.folder, '.venv');
    const made = spawnSync('python3', ['-m', 'venv', '--without-pip', dir], { encoding: 'utf8' });
    if (made.status !== 0)
      return absent(t, `python3 makes no virtual environment here: ${made.stderr ?? made.error?.message}`);
    const code =
      'import os, subprocess, sys; print(sys.prefix); print(os.environ["VIRTUAL_ENV"]); subprocess.run(["python", "-c", "import sys; print(sys.prefix)"])';
    for (const shell of shells) {
      for (const python of ['python', `${dir}/bin/python`, '.venv/bin/python3']) {
        const { stdout, stderr } = b.start(shell, { launcher: { kind: 'venv', dir } }, [python, '-c', code]);
        assert.equal(stdout.toString(), `${dir}\n${dir}\n${dir}\n`, stderr);
      }
    }
  });

  test('a program that is gone since the plan: 127', (t) => {
    const b = bench(t);
    for (const shell of shells) {
      fails(b.start(shell, {}, ['/gone/my-tool']), 127, '/gone/my-tool is not there; install it, or apply again');
      fails(b.start(shell, {}, ['my-tool-that-never-was']), 127, 'my-tool-that-never-was is not on PATH (');
    }
  });
});

describe('a script of the person', () => {
  test('has heredocs, its arguments, set -e and set -u', (t) => {
    const b = bench(t);
    const run = (shell: Shell, text: string, args: readonly string[] = []) =>
      b.start(shell, { run: { kind: 'shell', text } }, null, { args });
    for (const shell of shells) {
      const heredoc = run(
        shell,
        'cat <<A; cat <<\'B\'\n$1 `echo run`\nA\n  $1 \\\nB\nfor a in "$@"; do printf "[%s]" "$a"; done',
        ['a b', ''],
      );
      assert.equal(heredoc.stdout.toString(), 'a b run\n  $1 \\\n[a b][]', shell.name);
      assert.equal(run(shell, 'false\necho no').stdout.toString(), '');
      assert.equal(run(shell, 'false\necho no').code, 1);
      assert.notEqual(run(shell, 'echo "$never_set"\necho no').code, 0);
      assert.equal(run(shell, 'exit 7').code, 7);
      assert.equal(
        run(shell, 'trap "echo bye" EXIT\nf() { echo "$0" | wc -l; }\nf').stdout.toString().replaceAll(' ', ''),
        '1\nbye\n',
      );
    }
  });
});

describe('what a service manager could not be told', () => {
  test('open files', (t) => {
    const b = bench(t);
    const start = (shell: Shell, setOpenFiles: number) =>
      b.start(shell, { run: { kind: 'shell', text: 'ulimit -n' } }, null, {}, { setOpenFiles });
    for (const shell of shells) {
      assert.equal(start(shell, 123).stdout.toString(), '123\n', shell.name);
      fails(
        start(shell, 99_999_999_999),
        78,
        '99999999999 open files are more than is allowed here (',
        '); lower limits.open_files',
      );
    }
  });

  test('the working directory', (t) => {
    const b = bench(t);
    const start = (shell: Shell, dir: string) =>
      b.start(shell, { workingDirectory: dir }, recording(b), {}, { changeDirectory: true });
    const folder = join(b.folder, "o'brien \\");
    mkdirSync(folder);
    for (const shell of shells) {
      assert.equal(start(shell, folder).dump?.cwd, folder);
      fails(start(shell, `${folder}/gone`), 78, `${folder}/gone cannot be entered`);
    }
  });
});

test('shellcheck has nothing to say', (t) => {
  if (spawnSync('shellcheck', ['--version']).status !== 0)
    return absent(t, 'shellcheck is not installed; apt-get install shellcheck');
  const b = bench(t);
  const dir = '/home/alice/my project';
  const launchers: readonly Launcher[] = [
    { kind: 'direct' },
    { kind: 'uv', dir, sync: false },
    ...(['venv', 'node', 'mise', 'nix', 'direnv'] as const).map((kind) => ({ kind, dir })),
  ];
  const files = launchers.flatMap((launcher) =>
    [true, false].map((reads) => check(b, launcher, reads, ['my-tool', 'a b', "it's", '$HOME `x`', '-'])),
  );
  const scripts = [{ kind: 'direct' }, { kind: 'venv', dir }, { kind: 'node', dir }] as const;
  const all = [...files, ...scripts.map((launcher) => check(b, launcher, true, null))];
  const { stdout, status } = spawnSync('shellcheck', ['-s', 'sh', '-f', 'gcc', ...all], { encoding: 'utf8' });
  assert.equal(stdout, '');
  assert.equal(status, 0);
});

let count = 0;
function check(b: Bench, launcher: Launcher, readEnvFiles: boolean, exec: readonly string[] | null): string {
  const run: Daemon['run'] =
    exec === null ? { kind: 'shell', text: 'exec sleep 1\n' } : { kind: 'command', argv: ['x'] };
  const daemon = { launcher, run, envFiles: [{ path: '/home/alice/.env', optional: true }], env: { UID: '1' } };
  const text = b.text(daemon, exec, { readEnvFiles, setOpenFiles: 4096, changeDirectory: true });
  count += 1;
  return b.file(`check-${launcher.kind}-${count}.sh`, text);
}
