// The node launcher, really run: a project's way of asking for a version, against fake trees of nvm, fnm, volta and mise.
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Daemon } from '../../src/model.ts';
import { type Shell, shells } from '../support/shells.ts';
import { type Bench, bench } from '../support/wrapper-run.ts';

const NVM = (version: string): string => `home/.nvm/versions/node/v${version}/bin`;
const FNM = (version: string): string => `home/.local/share/fnm/node-versions/v${version}/installation/bin`;
const VOLTA = (version: string): string => `home/.volta/tools/image/node/${version}/bin`;
const MISE = (version: string): string => `home/.local/share/mise/installs/node/${version}/bin`;
const versionIn = (folder: string): string => /(\d+\.\d+\.\d+)/.exec(folder)?.[1] ?? '0.0.1';

interface Case {
  /** Folders below the bench, each with a node that says its own version. `bin` is PATH. */
  readonly nodes: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The folder whose node is started, or what is said instead. */
  readonly finds: string | readonly [code: number, ...parts: readonly string[]];
}

function check(t: TestContext, { nodes, files = {}, env = {}, finds }: Case): void {
  const b = bench(t);
  for (const folder of nodes) node(b, folder);
  for (const [name, text] of Object.entries(files)) b.file(name, text);
  mkdirSync(join(b.folder, 'project'), { recursive: true });
  for (const shell of shells) {
    const ran = start(b, shell, ['node', 'a b', 'c'], env);
    if (typeof finds === 'string') {
      assert.equal(ran.stderr, '', shell.name);
      assert.equal(ran.stdout.toString(), `${join(b.folder, finds)}/node a b|c\n`, shell.name);
    } else {
      const [code, ...parts] = finds;
      assert.equal(ran.code, code, `${shell.name}: ${ran.stderr}${ran.stdout.toString()}`);
      assert.match(ran.stderr, /^daemonsync: my-tool: [^\n]+\n$/);
      for (const part of parts)
        assert.ok(ran.stderr.includes(part.replace('BENCH', b.folder)), `${part}\n${ran.stderr}`);
    }
  }
}

const node = (b: Bench, folder: string, version = versionIn(folder)): string =>
  b.file(
    `${folder}/node`,
    `#!/bin/sh\nif [ "$1" = --version ]; then echo v${version}; else echo "$0 $1|$2"; fi\n`,
    0o755,
  );

function start(b: Bench, shell: Shell, argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const launcher: Daemon['launcher'] = { kind: 'node', dir: join(b.folder, 'project') };
  const given = Object.entries(env).map(([name, value]) => [name, value.replace('BENCH', b.folder)]);
  return b.start(shell, { launcher }, argv, {
    env: { HOME: join(b.folder, 'home'), PATH: join(b.folder, 'bin'), ...Object.fromEntries(given) },
  });
}

const nvmrc = (text: string): Record<string, string> => ({ 'project/.nvmrc': text });
const json = (value: unknown): Record<string, string> => ({ 'project/package.json': JSON.stringify(value, null, 2) });
const SOME = ['18.20.4', '20.9.0', '20.11.0', '20.11.1', '20.2.9', '21.7.3', '9.11.2'].map(NVM);

const cases: Readonly<Record<string, Case>> = {
  'a major: the newest of it, by number and not by spelling': {
    nodes: SOME,
    files: nvmrc('20\n'),
    finds: NVM('20.11.1'),
  },
  'a major that another begins with': { nodes: [...SOME, NVM('2.5.0')], files: nvmrc('2'), finds: NVM('2.5.0') },
  'with a v, blanks, CRLF and a comment': {
    nodes: SOME,
    files: nvmrc('# ours\n\n \tv20.9 # until May\r\n'),
    finds: NVM('20.9.0'),
  },
  'major.minor': { nodes: SOME, files: nvmrc('20.11'), finds: NVM('20.11.1') },
  'a whole version': { nodes: SOME, files: nvmrc('v20.11.0\n'), finds: NVM('20.11.0') },
  'node: the newest of all': { nodes: SOME, files: nvmrc('node'), finds: NVM('21.7.3') },
  'lts/*: the newest even one': { nodes: SOME, files: nvmrc('lts/*\n'), finds: NVM('20.11.1') },
  'lts/hydrogen': { nodes: SOME, files: nvmrc('lts/hydrogen'), finds: NVM('18.20.4') },
  'an LTS that only nvm knows, by its line and not its last release': {
    nodes: [...SOME, NVM('30.1.0')],
    files: { ...nvmrc('lts/zirconium'), 'home/.nvm/alias/lts/zirconium': 'v30.4.0\n' },
    finds: NVM('30.1.0'),
  },
  'an alias of an alias': {
    nodes: SOME,
    files: { ...nvmrc('work'), 'home/.nvm/alias/work': 'old', 'home/.nvm/alias/old': 'lts/hydrogen\n' },
    finds: NVM('18.20.4'),
  },
  'an alias of itself': {
    nodes: SOME,
    files: { ...nvmrc('me'), 'home/.nvm/alias/me': 'me\n' },
    finds: [78, 'BENCH/project/.nvmrc asks for Node "me"', 'write one, such as 22'],
  },
  'no version at all': { nodes: SOME, files: nvmrc('../../../etc'), finds: [78, 'asks for Node "../../../etc"'] },
  'system: PATH': { nodes: [...SOME, 'bin'], files: nvmrc('system'), finds: 'bin' },
  '.nvmrc before .node-version': {
    nodes: SOME,
    files: { ...nvmrc('18'), 'project/.node-version': '20' },
    finds: NVM('18.20.4'),
  },
  '.node-version before package.json': {
    nodes: SOME,
    files: { 'project/.node-version': '20.9.0\n', ...json({ volta: { node: '18.20.4' } }) },
    finds: NVM('20.9.0'),
  },
  'an empty .nvmrc asks for nothing': {
    nodes: SOME,
    files: { ...nvmrc(' \n'), 'project/.node-version': '18' },
    finds: NVM('18.20.4'),
  },
  'volta.node before engines.node': {
    nodes: SOME,
    files: json({ engines: { node: '21' }, volta: { npm: '10', node: '20.9.0' } }),
    finds: NVM('20.9.0'),
  },
  'engines.node': { nodes: SOME, files: json({ engines: { npm: '10', node: 'v18' } }), finds: NVM('18.20.4') },
  'engines.node 20.x': { nodes: SOME, files: json({ engines: { node: '20.x' } }), finds: NVM('20.11.1') },
  'package.json on one line, with traps': {
    nodes: SOME,
    files: {
      'project/package.json':
        '{"d":"\\"engines\\":{\\"node\\":\\"21\\"}","x":{"engines":{"node":"21"}},"a":["volta",{"node":"21"}],"engines":{"node":"18.20.4"},"z":{"node":"21"}}',
    },
    finds: NVM('18.20.4'),
  },
  'a range is no version: the default of nvm': {
    nodes: SOME,
    files: { ...json({ engines: { node: '>=18 <22' } }), 'home/.nvm/alias/default': '20\n' },
    finds: NVM('20.11.1'),
  },
  'a broken package.json asks for nothing': {
    nodes: ['bin'],
    files: { 'project/package.json': '{"engines": {"node":' },
    finds: 'bin',
  },

  'nvm before fnm before volta before mise before PATH': {
    nodes: [...[NVM, FNM, VOLTA, MISE].map((at) => at('20.1.0')), FNM('20.9.9')],
    files: nvmrc('20'),
    finds: NVM('20.1.0'),
  },
  'fnm where nvm has none': {
    nodes: [NVM('18.1.0'), FNM('20.1.0'), VOLTA('20.2.0')],
    files: nvmrc('20'),
    finds: FNM('20.1.0'),
  },
  'volta after fnm': {
    nodes: [FNM('18.1.0'), VOLTA('20.2.0'), MISE('20.3.0')],
    files: nvmrc('20'),
    finds: VOLTA('20.2.0'),
  },
  'mise after volta, and not its links': {
    nodes: [MISE('20.3.0'), MISE('20'), MISE('latest'), 'bin'],
    files: nvmrc('20'),
    finds: MISE('20.3.0'),
  },
  'PATH last, where it fits': { nodes: [NVM('18.1.0'), 'bin'], files: nvmrc('0.0.1'), finds: 'bin' },
  'folders named by variables': {
    nodes: ['there/versions/node/v18.1.0/bin', 'v/tools/image/node/20.1.0/bin'],
    files: nvmrc('20'),
    env: { NVM_DIR: 'BENCH/there', VOLTA_HOME: 'BENCH/v' },
    finds: 'v/tools/image/node/20.1.0/bin',
  },
  'fnm in Application Support': {
    nodes: ['home/Library/Application Support/fnm/node-versions/v20.1.0/installation/bin'],
    files: nvmrc('20'),
    finds: 'home/Library/Application Support/fnm/node-versions/v20.1.0/installation/bin',
  },
  'nowhere: with what PATH has, and how nvm would mend it': {
    nodes: [...SOME, 'bin'],
    files: nvmrc('22\n'),
    finds: [127, 'Node 22, which BENCH/project/.nvmrc asks for,', 'PATH has v0.0.1', 'install it: nvm install 22'],
  },
  'nowhere, where there is only volta': {
    nodes: [VOLTA('18.0.0')],
    files: nvmrc('v22.1'),
    finds: [127, 'PATH has none', 'install it: volta install node@22.1'],
  },
  'nowhere, where there is only mise': {
    nodes: [MISE('18.0.0')],
    files: json({ engines: { node: '22' } }),
    finds: [127, 'BENCH/project/package.json', 'mise install node@22'],
  },

  'no version asked for: nvm’s default': {
    nodes: [...SOME, 'bin'],
    files: { 'home/.nvm/alias/default': 'lts/*\n' },
    finds: NVM('20.11.1'),
  },
  'no version asked for: volta’s own': { nodes: ['home/.volta/bin', 'bin'], finds: 'home/.volta/bin' },
  'no version asked for: mise’s own': {
    nodes: ['home/.local/share/mise/shims', 'bin'],
    finds: 'home/.local/share/mise/shims',
  },
  'no version asked for: PATH': { nodes: ['bin', NVM('20.1.0')], finds: 'bin' },
  'no node at all': {
    nodes: [],
    finds: [127, 'node is not on PATH (BENCH/bin) nor in nvm, fnm, volta or mise; install it: https://nodejs.org'],
  },
};

for (const [name, one] of Object.entries(cases)) test(name, (t) => check(t, one));

test('no version asked for: the default of fnm', (t) => {
  const b = bench(t);
  node(b, FNM('18.1.0'));
  node(b, FNM('20.1.0'));
  mkdirSync(join(b.folder, 'project'));
  const link = join(b.folder, 'home/.local/share/fnm/aliases/default');
  mkdirSync(dirname(link));
  symlinkSync(join(b.folder, FNM('18.1.0'), '..'), link);
  for (const shell of shells)
    assert.equal(start(b, shell, ['node', 'a', 'b']).stdout.toString(), `${link}/bin/node a|b\n`);
});

test('node_modules/.bin is first on PATH, then the node that was found', (t) => {
  const b = bench(t);
  node(b, NVM('20.1.0'));
  b.file('project/.nvmrc', '20');
  const tool = b.stub('project/node_modules/.bin/tsx');
  b.stub('bin/tsx');
  for (const shell of shells) {
    const { dump } = start(b, shell, ['tsx', 'x y']);
    assert.deepEqual(dump?.args, [tool, 'x y']);
    assert.equal(
      dump?.env.get('PATH'),
      `${b.folder}/project/node_modules/.bin:${join(b.folder, NVM('20.1.0'))}:${b.folder}/bin`,
    );
    const gone = start(b, shell, ['vite']);
    assert.equal(gone.code, 127);
    assert.ok(gone.stderr.includes(`vite is not on PATH (${b.folder}/project/node_modules/.bin:`), gone.stderr);
    assert.ok(gone.stderr.includes(`install it: npm install --prefix ${b.folder}/project`));
  }
});
