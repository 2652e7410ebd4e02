// What keeps a daemon from starting, found beforehand: real manifests, rendered, before a real file system with one thing
// wrong in it at a time. And what is right must never be kept back.

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { nodeFiles } from '../src/node/files.ts';
import type { Host } from '../src/host.ts';
import { gatherPreflight } from '../src/preflight/index.ts';
import { wrapperNeeds } from '../src/preflight/wrapper-needs.ts';
import type { Desired } from '../src/model.ts';
import { pipeline } from './support/compiled.ts';
import { scratch } from './support/built.ts';
import { startOf } from '../src/systemd/start-of.ts';

/** As an ordinary user sees it, whoever runs the tests: by modes and owners alone. */
const host = (home: string): Host => ({
  ...nodeFiles,
  caller: async () => ({ uid: process.geteuid?.() === 0 ? 4711 : (process.geteuid?.() ?? 0) }),
  look: async (path) => {
    const seen = await nodeFiles.look(path);
    return seen && process.geteuid?.() === 0 && path.startsWith(home) ? { ...seen, uid: 4711 } : seen;
  },
  run: () => assert.fail('no process is started'),
});

interface Told {
  readonly blocking: readonly string[];
  readonly warnings: readonly string[];
}

async function desiredIn(home: string, daemons: string): Promise<Desired> {
  const facts = {
    account: { user: 'ann', uid: 1000, group: 'ann', home },
    configDir: `${home}/.config`,
    stateDir: `${home}/.local/state`,
    dataDir: `${home}/.local/share`,
    cacheDir: `${home}/.cache`,
  };
  const text = `version: 1\ndefaults: { working_directory: ${home}, env: { PATH: "${home}/bin:/usr/bin:/bin" } }\ndaemons:\n${daemons}`;
  const { manifest, desired, problems } = await pipeline(text, 'systemd', {}, facts, (word) =>
    word.includes('missing') ? null : `/bin/${word}`,
  );
  assert.ok(manifest, JSON.stringify(problems));
  return desired;
}

async function told(home: string, daemons: string): Promise<Told> {
  const desired = await desiredIn(home, daemons);
  const { blocking, warnings } = await gatherPreflight(
    host(home),
    desired,
    desired.map(({ name }) => name),
    startOf,
  );
  const line = ({ code, daemon, message }: { code: string; daemon?: string; message: string }): string =>
    `${daemon} ${code}: ${message.replaceAll(home, '~')}`;
  return { blocking: [...blocking.values()].map(line), warnings: warnings.map(line) };
}

function world(): {
  readonly home: string;
  readonly put: (path: string, text?: string | Uint8Array, mode?: number) => string;
} {
  const home = scratch();
  return {
    home,
    put(path, text = '', mode = 0o755) {
      const at = join(home, path);
      mkdirSync(dirname(at), { recursive: true });
      writeFileSync(at, text);
      chmodSync(at, mode);
      return at;
    },
  };
}

test('nothing wrong: nothing said, of programs, scripts, wrappers, shells and optional files', async () => {
  const { home, put } = world();
  put('bin/good', '#!/bin/sh\n');
  put('bin/by-env', '#!/usr/bin/env good\n');
  put('bin/odd-env', '#!/usr/bin/env -S good --x\n');
  put('secrets', 'A=1\n# comment\nB="two\nlines"\n', 0o600);
  put('project/.venv/bin/tool', '#!/bin/sh\n');
  const said = await told(
    home,
    `
  plain: { command: /bin/true }
  script: { command: ${home}/bin/good, env_file: [${home}/secrets, { path: ${home}/none, optional: true }] }
  env: { command: ${home}/bin/by-env }
  odd: { command: ${home}/bin/odd-env }
  found-by-systemd: { command: "true" }
  shell: { shell: "echo hello" }
  strange: { command: ["${home}/bin/good"], working_directory: "${home}" }
  venv: { command: tool, launcher: { venv: ${home}/project/.venv } }
  journal: { command: /bin/true, logs: journal }
  raw: { command: /bin/true, working_directory: ${home}/not-used, systemd: { Service: { WorkingDirectory: "${home}" } } }
  raw-home: { command: /bin/true, systemd: { Service: { WorkingDirectory: "%h" } } }
`,
  );
  assert.deepEqual(said, { blocking: [], warnings: [] });
});

test('the working directory', async () => {
  const { home, put } = world();
  put('file');
  mkdirSync(join(home, 'closed'));
  chmodSync(join(home, 'closed'), 0o600);
  const said = await told(
    home,
    `
  missing: { command: /bin/true, working_directory: ${home}/nowhere }
  file: { command: /bin/true, working_directory: ${home}/file }
  closed: { command: /bin/true, working_directory: ${home}/closed }
  odd: { command: /bin/true, working_directory: "${home}/no\\\\where\\\\" }
`,
  );
  chmodSync(join(home, 'closed'), 0o700);
  assert.deepEqual(said.blocking, [
    'closed working-directory: its working_directory ~/closed may not be entered',
    'file working-directory: its working_directory ~/file is no folder',
    'missing working-directory: its working_directory ~/nowhere is not there',
    'odd working-directory: its working_directory ~/no\\where\\ is not there',
  ]);
});

test('the program, and the interpreter in its first line', async () => {
  const { home, put } = world();
  mkdirSync(join(home, 'bin/folder'), { recursive: true });
  put('bin/not-mine', '#!/bin/sh\n', 0o644);
  put('bin/gone', '#!/opt/none/python3\n');
  put('bin/windows', '#!/bin/sh\r\necho\r\n');
  put('bin/env-gone', '#!/usr/bin/env none-such-thing\n');
  put('bin/plain-text', 'echo hello\n');
  put('bin/binary', Uint8Array.from([0xca, 0xfe, 0, 0]));
  symlinkSync('/nowhere/at/all', join(home, 'bin/dangling'));
  const said = await told(
    home,
    ['absent', 'folder', 'not-mine', 'gone', 'windows', 'env-gone', 'plain-text', 'binary', 'dangling']
      .map((name) => `  ${name}: { command: ${home}/bin/${name} }\n`)
      .join('') + '  bare: { command: missing-thing }\n  quoted: { command: ["${HOME}/bin/it\'s gone"] }\n',
  );
  const path = '~/bin:/usr/bin:/bin';
  assert.deepEqual(said.blocking, [
    'absent program-not-found: its program ~/bin/absent is not there',
    'bare program-not-found: its program `missing-thing` is neither on its PATH nor in /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'dangling program-not-found: its program ~/bin/dangling is not there',
    `env-gone interpreter: the first line of ~/bin/env-gone asks for \`none-such-thing\`, which is not on the daemon's PATH: ${path}`,
    'folder not-runnable: its program ~/bin/folder is a folder',
    'gone interpreter: the first line of ~/bin/gone asks for /opt/none/python3, which is not there',
    'not-mine not-runnable: its program ~/bin/not-mine may not be run',
    "quoted program-not-found: its program ~/bin/it's gone is not there",
    'windows interpreter: the first line of ~/bin/windows asks for /bin/sh with a carriage return behind it: no such program',
  ]);
  assert.deepEqual(said.warnings, [
    'plain-text interpreter: ~/bin/plain-text looks like a script, but its first line names no interpreter',
  ]);
});

test('environment files: missing, unreadable, a folder, wrong at a line; never a value', async () => {
  const { home, put } = world();
  mkdirSync(join(home, 'folder'));
  put('export', 'A=1\nexport TOKEN=hunter2\n', 0o600);
  put('latin', Buffer.from('A=1\nB=\xe9\n', 'latin1'), 0o600);
  put('many', 'nonsense hunter2\n'.repeat(9), 0o600);
  const one = (name: string, file: string): string => `  ${name}: { command: /bin/true, env_file: ${file} }\n`;
  const said = await told(
    home,
    one('a-missing', `${home}/none`) +
      one('b-folder', `${home}/folder`) +
      one('c-folder', `{ path: ${home}/folder, optional: true }`) +
      one('d-export', `${home}/export`) +
      one('e-latin', `${home}/latin`) +
      one('f-latin', `{ path: ${home}/latin, optional: true }`) +
      one('g-many', `${home}/many`),
  );
  assert.deepEqual(said.blocking, [
    'a-missing env-file: its env_file ~/none is not there',
    'b-folder env-file: its env_file ~/folder is a folder',
    'e-latin env-file-line: its env_file ~/latin, line 2: not valid UTF-8: the file is not read at all',
  ]);
  assert.equal(said.warnings.length, 1 + 1 + 1 + 6);
  assert.equal(said.warnings[0], 'c-folder env-file: its env_file ~/folder is a folder: it starts without it');
  assert.match(
    said.warnings[1] ?? '',
    /^d-export env-file-line: its env_file ~\/export, line 2: "export" does not belong/,
  );
  assert.match(said.warnings.at(-1) ?? '', /4 more such lines/);
  assert.ok(!JSON.stringify(said).includes('hunter2'), 'a secret is shown');
  const { warnings } = await gatherPreflight(
    host(home),
    await desiredIn(home, one('d', `${home}/export`)),
    ['d'],
    startOf,
  );
  assert.deepEqual(warnings[0]?.at, { file: `${home}/export`, line: 2, column: 1, length: 1 });
});

test('logs: a file in the way of their folder, a folder that is not ours to write in, a log that cannot be written', async () => {
  const { home, put } = world();
  put('in-the-way');
  mkdirSync(join(home, 'shut'));
  mkdirSync(join(home, 'logs/is-folder.log'), { recursive: true });
  put('logs/read-only.log', '', 0o400);
  chmodSync(join(home, 'shut'), 0o500);
  const one = (name: string, path: string): string =>
    `  ${name}: { command: /bin/true, logs: { stdout: ${home}/${path}, stderr: ${home}/${path} } }\n`;
  const said = await told(
    home,
    one('a', 'in-the-way/x.log') +
      one('b', 'in-the-way/deeper/x.log') +
      one('c', 'shut/deeper/x.log') +
      one('d', 'logs/is-folder.log') +
      one('e', 'logs/read-only.log') +
      one('f', 'new/folders/x.log'),
  );
  chmodSync(join(home, 'shut'), 0o700);
  assert.deepEqual(said.blocking, [
    'a log-folder: its log folder ~/in-the-way is no folder',
    'b log-folder: its log folder ~/in-the-way/deeper cannot be made: ~/in-the-way is no folder',
    'c log-folder: its log folder ~/shut/deeper cannot be made in ~/shut: permission denied',
    'd log-file: its log ~/logs/is-folder.log is a folder',
    'e log-file: its log ~/logs/read-only.log may not be written to',
  ]);
});

test('wrappers: a missing folder or program ends them at once, a missing tool is only warned about', async () => {
  const { home, put } = world();
  put('project/pyproject.toml');
  put('broken/.venv/bin/python');
  const said = await told(
    home,
    `
  a-uv: { command: tool, launcher: { uv: ${home}/project } }
  b-uv: { command: tool, launcher: { uv: ${home}/nowhere } }
  c-venv: { command: tool, launcher: { venv: ${home}/broken/.venv } }
  d-venv: { command: tool, launcher: { venv: ${home}/none/.venv } }
  e-node: { command: server, launcher: { node: ${home}/project } }
  f-nix: { command: tool, launcher: { nix: ${home}/project } }
  g-shell: { shell: "[ -d /nowhere ] || ds_fail 78 'not ours'", launcher: { venv: ${home}/broken/.venv } }
`,
  );
  assert.equal(said.blocking.length, 3);
  assert.match(said.blocking[0] ?? '', /^b-uv launcher: the folder ~\/nowhere is not there/);
  assert.equal(said.blocking[1], 'c-venv program-not-found: its program ~/broken/.venv/bin/tool is not there');
  assert.match(
    said.blocking[2] ?? '',
    /^d-venv launcher: the virtual environment ~\/none\/\.venv is not there; make it: python3 -m venv/,
  );
  const warned = said.warnings.map((text) => text.split(':')[0]);
  const tools = [
    ...((await installed('uv', home)) ? [] : ['a-uv launcher']),
    ...((await installed('node', home)) ? [] : ['e-node launcher']),
    'e-node program-not-found',
    ...((await installed('nix', home)) ? [] : ['f-nix launcher']),
  ];
  assert.deepEqual(warned, tools);
  put('.local/bin/uv', '#!/bin/sh\n');
  put('project/node_modules/.bin/server', '#!/bin/sh\n');
  const mended = await told(
    home,
    `  a-uv: { command: tool, launcher: { uv: ${home}/project } }\n  e-node: { command: server, launcher: { node: ${home}/project } }\n`,
  );
  assert.deepEqual(
    mended.warnings.filter((text) => !text.startsWith('e-node launcher')),
    [],
  );
});

async function installed(name: string, home: string): Promise<boolean> {
  const places = [
    `${home}/bin`,
    '/usr/bin',
    '/bin',
    ...(name === 'node'
      ? []
      : [
          '/usr/local/bin',
          '/opt/homebrew/bin',
          '/home/linuxbrew/.linuxbrew/bin',
          '/run/current-system/sw/bin',
          '/nix/var/nix/profiles/default/bin',
        ]),
  ];
  const found = await Promise.all(places.map((place) => nodeFiles.executable(`${place}/${name}`)));
  return found.some(Boolean);
}

test('what a wrapper says it needs is read from every kind of wrapper', async () => {
  const desired = await desiredIn(
    '/home/ann',
    ['uv', 'venv', 'node', 'mise', 'nix', 'direnv']
      .map((kind) => `  ${kind}: { command: "a'b", launcher: { ${kind}: "/srv/it's" } }\n`.replace(`"a'b"`, '["a\'b"]'))
      .join(''),
  );
  const needs = Object.fromEntries(
    desired.map(({ name, files }) => [name, wrapperNeeds(files.find(({ text }) => text.startsWith('#!'))?.text ?? '')]),
  );
  for (const [kind, found] of Object.entries(needs)) assert.equal(found.folder?.path, "/srv/it's", kind);
  for (const kind of ['uv', 'mise', 'nix', 'direnv']) {
    assert.equal(needs[kind]?.tool?.name, kind);
    assert.ok((needs[kind]?.tool?.places.length ?? 0) >= 4 && needs[kind]?.tool?.site.startsWith('https://'), kind);
  }
  assert.ok(needs['uv']?.tool?.places.includes('~/.cargo/bin'));
  assert.deepEqual([needs['node']?.nodeProject, needs['node']?.bare], ["/srv/it's", "a'b"]);
  assert.equal(needs['venv']?.program?.path, "/srv/it's/bin/a'b");
});

test('only those that would start are looked at, everything wrong with one is in one problem, and each path is asked once', async () => {
  const { home } = world();
  const desired = await desiredIn(
    home,
    `  a: { command: ${home}/none, working_directory: ${home}/nowhere }\n  b: { command: ${home}/none }\n  c: { command: ${home}/none }\n`,
  );
  const asked: string[] = [];
  const counting: Host = { ...host(home), look: (path) => (asked.push(path), host(home).look(path)) };
  const { blocking } = await gatherPreflight(counting, desired, ['a', 'c'], startOf);
  assert.deepEqual([...blocking.keys()], ['a', 'c']);
  assert.match(blocking.get('a')?.message ?? '', /working_directory .* is not there; and its program .* is not there$/);
  assert.match(blocking.get('a')?.hint ?? '', /^mkdir -p .*; install it/);
  assert.equal(asked.filter((path) => path === `${home}/none`).length, 1);
  rmSync(home, { recursive: true });
});
