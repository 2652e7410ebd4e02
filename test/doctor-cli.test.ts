// The built program, spawned: doctor where other commands stop — no manifest, a wrong one, wrong settings, no manager — and what
// it answers with. Nothing of the developer's is named: the manifest is a throwaway one.
import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { builtIn, daemonsync, program, type Ran, root, scratch } from './support/built.ts';

before(() => void builtIn());

interface Document {
  readonly ok: boolean;
  readonly reachable: boolean;
  readonly namespace: string | null;
  readonly daemons: readonly string[];
  readonly findings: readonly {
    readonly severity: string;
    readonly code: string;
    readonly daemon: string | null;
    readonly what: string;
    readonly why: string;
    readonly mend: string;
  }[];
  readonly settings: readonly { readonly name: string; readonly value: string; readonly from: string }[];
  readonly commands: readonly { readonly daemon: string; readonly word: string; readonly found: string | null }[];
  readonly lan: { readonly target: string; readonly result: string } | null;
}

const schemas = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true });
schemas.addSchema(JSON.parse(readFileSync(join(root, 'schema/output.schema.json'), 'utf8')));

/** Whether this machine has a manager or not, the exit fits the document. */
function told(argv: readonly string[], options: Parameters<typeof daemonsync>[1] = {}): Document {
  const ran = daemonsync(['doctor', '--json', ...argv], options);
  const check = schemas.getSchema('output.schema.json#/$defs/doctor');
  const document = JSON.parse(ran.stdout) as Document;
  assert.ok(check?.(document), JSON.stringify(check?.errors));
  const wrong = document.findings.some(({ severity }) => severity === 'problem');
  assert.equal(ran.code, document.reachable ? (wrong ? 1 : 0) : 69, ran.stderr);
  assert.equal(document.ok, ran.code === 0);
  assert.equal(ran.stderr, '');
  for (const { what, why, mend } of document.findings)
    for (const words of [what, why, mend]) assert.ok(words.length > 3);
  return document;
}

const has = (document: Document, code: string, daemon?: string): boolean =>
  document.findings.some((one) => one.code === code && (daemon === undefined || one.daemon === daemon));

function manifest(text: string): string {
  const path = join(scratch(), 'daemons.yaml');
  writeFileSync(path, text);
  return path;
}

const ILL = `version: 1
namespace: doctors
daemons:
  gone: { command: [/no/such/program] }
  lost: { command: [nobody-has-this], working_directory: /no/such/folder }
  cat: { command: [cat], env: { API_TOKEN: hunter2-hunter2, PATH: "/usr/bin:/bin" } }
`;

test('no manifest at all: told, and the rest is looked at all the same', () => {
  const document = told(['-f', join(scratch(), 'daemons.yaml')]);
  assert.ok(has(document, 'unreadable'));
  assert.equal(document.namespace, null);
  assert.equal(document.settings.length, 10);
  const folder = scratch();
  assert.ok(has(told([], { cwd: folder, env: { DAEMONSYNC_FILE: '/no/such.yaml' } }), 'unreadable'));
});

test('a wrong manifest: each mistake with its place, the first five of them', () => {
  const document = told(['-f', manifest('version: 1\ndaemons:\n  web:\n    workdir: /srv\n    command: [/bin/cat]\n')]);
  const [first] = document.findings.filter(({ code }) => code === 'unknown-key');
  assert.match(first?.what ?? '', /daemons\.yaml:4:5: /);
  assert.match(first?.mend ?? '', /working_directory/);
  const path = manifest(ILL);
  chmodSync(path, 0o666);
  assert.ok(has(told(['-f', path]), 'untrusted'));
});

test('what is wrong with daemons: programs, folders, PATH; secrets are covered', () => {
  const path = manifest(ILL);
  const document = told(['-f', path]);
  assert.ok(has(document, 'program-not-found', 'gone') && has(document, 'program-not-found', 'lost'));
  assert.ok(has(document, 'working-directory', 'lost'));
  assert.ok(!has(document, 'missing'), 'the preflight says more of the same');
  assert.ok(!document.findings.some(({ severity, daemon }) => severity === 'problem' && daemon === 'cat'));
  assert.ok(!JSON.stringify(document).includes('hunter2'));
  assert.deepEqual(
    document.commands.map(({ daemon, word, found }) => [daemon, word, found !== null]),
    [
      ['cat', 'cat', true],
      ['lost', 'nobody-has-this', false],
    ],
  );
  const one = told(['cat', '-f', path]);
  assert.deepEqual(one.daemons, ['cat']);
  assert.ok(!has(one, 'program-not-found'));
});

test('names: one that is nowhere is a mistake of whoever asks; without a manifest it is only said', () => {
  const path = manifest(ILL);
  const ran = daemonsync(['doctor', 'cta', '-f', path]);
  assert.equal(ran.code, 64);
  assert.match(ran.stderr, /did you mean `cat`/);
  assert.ok(has(told(['web', '-f', '/no/such.yaml']), 'unknown-name', 'web'));
});

test('settings: which won, as text and as JSON', () => {
  const path = manifest(ILL);
  const of = (document: Document, name: string): string | undefined =>
    document.settings.find((one) => one.name === name)?.from;
  assert.equal(of(told(['-f', path]), 'file'), 'flag');
  assert.equal(of(told([], { env: { DAEMONSYNC_FILE: path } }), 'file'), 'environment');
  assert.equal(of(told([], { env: { DAEMONSYNC_FILE: path, NO_COLOR: '1' } }), 'color'), 'environment');
  assert.equal(of(told(['-f', path]), 'sudo') !== undefined, true);
  const { stdout } = daemonsync(['doctor', '-f', path], { env: { DAEMONSYNC_FILE: '/elsewhere.yaml' } });
  assert.match(stdout, /^ {2}file +\S+daemons\.yaml +flag --file, not \$DAEMONSYNC_FILE \(\/elsewhere\.yaml\)$/m);
});

test('--quiet says only what is wrong; --strict makes warnings fail', () => {
  const path = manifest(
    'version: 1\nnamespace: doctors\ndaemons:\n  cat: { command: [/bin/cat], env: { API_TOKEN: hunter2-hunter2 } }\n',
  );
  const quiet = daemonsync(['doctor', '-q', '-f', path]);
  assert.doesNotMatch(quiet.stdout, /settings that count/);
  assert.match(quiet.stdout, /looks like a secret/);
  assert.doesNotMatch(quiet.stdout, /hunter2/);
  const [lax, strict] = [daemonsync(['doctor', '-f', path]), daemonsync(['doctor', '-f', path, '--strict'])];
  assert.equal(strict.code, lax.code === 69 ? 69 : 1);
});

test('--lan: what is no HOST:PORT is a mistake; a port that nobody listens on is told from one that answers', async () => {
  for (const target of ['nas', 'nas:http', '::1:80', '300.1.1.1:80']) {
    const { code, stderr } = daemonsync(['doctor', '--lan', target]);
    assert.equal(code, 64);
    assert.match(stderr, /`--lan` takes HOST:PORT/);
  }
  const path = manifest(ILL);
  const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const { port } = server.address() as { readonly port: number };
  // The system answers for it: this process waits for the program.
  const open = told(['-f', path, '--lan', `127.0.0.1:${port}`]);
  assert.deepEqual(open.lan, { target: `127.0.0.1:${port}`, result: 'open' });
  assert.ok(has(open, 'lan-open'));
  await new Promise((closed) => server.close(closed));
  const refused = told(['-f', path, '--lan', `127.0.0.1:${port}`]);
  assert.equal(refused.lan?.result, 'ECONNREFUSED');
  assert.ok(has(refused, 'lan-refused'));
  assert.ok(has(told(['-f', path, '--lan', 'no-such-host.invalid:80']), 'lan-dns'));
});

test('the manager is asked and nothing is changed: no command but those that look', () => {
  const bin = scratch();
  const log = join(bin, 'log');
  for (const name of ['systemctl', 'launchctl', 'sudo', 'loginctl', 'timedatectl']) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >>${log}\nexit 1\n`);
    chmodSync(join(bin, name), 0o755);
  }
  writeFileSync(log, '');
  const ran: Ran = daemonsync(['doctor', '-f', manifest(ILL)], { env: { PATH: `${bin}:/usr/bin:/bin` } });
  assert.ok([1, 69].includes(ran.code ?? -1), `${program()}: ${ran.stderr}`);
  const asked = readFileSync(log, 'utf8').split('\n').filter(Boolean);
  const looks =
    /^(?:systemctl (?:--user |--system )?(?:list-units|list-timers|show|--version)\b|launchctl print|timedatectl show)/;
  for (const line of asked) assert.match(line, looks);
});
