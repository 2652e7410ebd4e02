// The eyes on Linux: real files in a throwaway home, and a systemctl that says what real ones have said. What is seen, what is
// asked for, and above all what is not taken for absent.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Hands, Ran } from '../src/host.ts';
import { headerLines, seal } from '../src/mark.ts';
import type { Desired, Facts, Memory, ObservedDaemon, Remembered } from '../src/model.ts';
import { nodeHost } from '../src/node/host.ts';
import { withEnvironment } from '../src/observing/with-environment.ts';
import type { Connected } from '../src/platform.ts';
import { glance, observe } from '../src/systemd/observe.ts';
import { digestKey, watchedFiles } from '../src/memory/watched.ts';
import { annsFacts, pipeline } from './support/compiled.ts';

interface World {
  readonly home: string;
  readonly facts: Facts;
  readonly unitPath: readonly string[];
  readonly asked: string[];
  /** What systemctl says: list-units' rows as `unit load active sub`, and blocks of show by unit; a number: an exit code. */
  rows: readonly string[] | Ran;
  blocks: Readonly<Record<string, string>>;
  readonly connected: Connected;
  desired(text: string): Promise<Desired>;
  write(path: string, text: string): void;
  look(desired: Desired, memory?: Partial<Memory>): ReturnType<typeof observe>;
}

function world(t: TestContext): World {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'daemonsync-observe-')));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const facts = annsFacts('systemd', {
    account: { user: 'ann', uid: 1000, group: 'ann', home },
    configDir: `${home}/.config`,
    stateDir: `${home}/.local/state`,
    dataDir: `${home}/.local/share`,
    cacheDir: `${home}/.cache`,
  });
  const unitPath = [`${home}/run/user.control`, `${home}/.config/systemd/user`, `${home}/etc`, `${home}/usr`];
  const asked: string[] = [];
  const said = (stdout: string, code = 0): Ran => ({ code, stdout, stderr: code === 0 ? '' : 'Failed' });
  const host: Hands = {
    ...nodeHost(),
    async run(argv) {
      asked.push(argv.join(' '));
      if (argv.includes('UnitPath')) return said(`UnitPath=${unitPath.join(' ')}\n`);
      if (argv.includes('list-units')) {
        if (!Array.isArray(it.rows)) return it.rows as Ran;
        const words = (it.rows as readonly string[]).map((row) => row.split(' '));
        return said(
          JSON.stringify(words.map(([unit, load, active, sub]) => ({ unit, load, active, sub, description: '' }))),
        );
      }
      const wanted = argv.slice(argv.indexOf('--') + 1);
      const bad = wanted.findIndex((unit) => it.blocks[unit] === undefined);
      const told = bad < 0 ? wanted : wanted.slice(0, bad);
      return said(told.map((unit) => `Id=${unit}\n${it.blocks[unit]}`).join('\n\n'), bad < 0 ? 0 : 1);
    },
  };
  const it: World = {
    home,
    facts,
    unitPath,
    asked,
    rows: [],
    blocks: {},
    connected: { host: withEnvironment(host, { XDG_RUNTIME_DIR: `${home}/run` }), version: null, offline: false },
    async desired(text) {
      const { desired, problems, manifest } = await pipeline(
        `version: 1\nnamespace: me\ndaemons:\n${text}`,
        'systemd',
        {},
        facts,
      );
      assert.ok(manifest, JSON.stringify(problems));
      return desired;
    },
    write(path, text) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), text);
    },
    look: (desired, memory = {}) => observe(it.connected, desired, { ...NOTHING, ...memory }, facts),
  };
  return it;
}

const NOTHING: Memory = { namespace: 'me', manifest: null, host: null, includes: [], unfinished: false, daemons: {} };

const remembered = (over: Partial<Remembered>): Remembered => ({
  domain: 'user',
  files: {},
  folders: [],
  units: [],
  loaded: {},
  started: {},
  watched: {},
  shadows: [],
  held: null,
  linger: false,
  logs: [],
  ...over,
});

function install(it: World, desired: Desired): void {
  for (const { files, units } of desired) {
    for (const file of files) {
      it.write(file.path.slice(it.home.length), file.text);
      chmodSync(file.path, file.mode);
    }
    for (const { id, links } of units) for (const link of links) enable(it, id, link);
  }
}

function enable(it: World, id: string, link: string): void {
  const path = join(it.home, '.config/systemd/user', link);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(join(it.home, '.config/systemd/user', id), path);
}

function start(it: World, id: string, invocation: string): void {
  mkdirSync(join(it.home, 'run/systemd/units'), { recursive: true });
  symlinkSync(invocation, join(it.home, 'run/systemd/units', `invocation:${id}`));
}

const only = ({ daemons }: { readonly daemons: readonly ObservedDaemon[] }, name: string): ObservedDaemon => {
  const found = daemons.find((one) => one.name === name);
  assert.ok(found, `${name} of ${daemons.map((one) => one.name).join(' ')}`);
  return found;
};

const marked = (text: string, daemon: string, namespace = 'me'): string =>
  seal(
    `${headerLines({ namespace, daemon, from: 'x' })
      .map((line) => `# ${line}\n`)
      .join('')}${text}`,
  );

test('a daemon that is as it should be: file, mark, link, invocation, all with two processes', async (t) => {
  const it = world(t);
  const desired = await it.desired('  a: { command: /bin/a }\n  b: { command: /bin/b, schedule: "@daily" }');
  install(it, desired);
  start(it, 'a.service', 'abc');
  it.rows = ['a.service loaded active running', 'b.timer loaded active waiting', 'b.service loaded inactive dead'];
  const seen = await it.look(desired);
  assert.deepEqual(it.asked, [
    'systemctl --user list-units --all -o json --no-pager',
    'systemctl --user show -p UnitPath --no-pager',
  ]);
  const a = only(seen, 'a');
  assert.deepEqual(
    a.files.map(({ kind, mode, mark }) => ({ kind, mode, mark })),
    [{ kind: 'file', mode: 0o644, mark: { namespace: 'me', daemon: 'a', intact: true } }],
  );
  assert.equal(a.files[0]?.text, desired[0]?.files[0]?.text);
  const [unit] = a.units;
  assert.deepEqual(
    { ...unit, startedMs: typeof unit?.startedMs },
    {
      id: 'a.service',
      role: 'service',
      domain: 'user',
      state: { kind: 'up', pid: null },
      load: 'loaded',
      links: ['default.target.wants/a.service'],
      elsewhere: [],
      dropIns: [],
      invocation: 'abc',
      startedMs: 'number',
    },
  );
  assert.deepEqual(
    only(seen, 'b').units.map(({ id, state, links, invocation }) => [id, state.kind, links, invocation]),
    [
      ['b.service', 'down', [], null],
      ['b.timer', 'armed', ['timers.target.wants/b.timer'], null],
    ],
  );
  assert.equal(seen.manager, true);
  assert.deepEqual(
    seen.daemons.map(({ name }) => name),
    ['a', 'b'],
  );
});

test('nothing installed: down and absent, with its log files and their folder missing', async (t) => {
  const it = world(t);
  const desired = await it.desired('  a: { command: /bin/a }\n  j: { command: /bin/a, logs: journal }');
  const seen = await it.look(desired);
  const logs = join(it.home, '.local/state/a');
  assert.deepEqual(only(seen, 'a').missing, [logs, `${logs}/service.log`, `${logs}/service.err.log`]);
  assert.deepEqual(only(seen, 'a').files, []);
  assert.deepEqual(only(seen, 'a').units[0]?.state, { kind: 'down', exited: null });
  assert.equal(only(seen, 'a').units[0]?.load, 'absent');
  assert.deepEqual(only(seen, 'j').missing, []);
  it.write('.local/state/a/service.log', '');
  symlinkSync('nowhere', `${logs}/service.err.log`);
  assert.deepEqual(only(await it.look(desired), 'a').missing, []);
});

test('a list that cannot be had makes every unit unknown, and none of them absent', async (t) => {
  const it = world(t);
  const desired = await it.desired('  a: { command: /bin/a }');
  install(it, desired);
  const answers: readonly (readonly [Ran, RegExp])[] = [
    [{ code: 1, stdout: '', stderr: 'Failed to connect to bus: Connection refused\n' }, /has died/],
    [{ code: 124, stdout: '[{"unit":"a', stderr: 'systemctl took longer than 20 s' }, /longer than 20 s/],
    [{ code: 0, stdout: 'UNIT LOAD ACTIVE SUB\n', stderr: '' }, /247 or later/],
  ];
  for (const [ran, why] of answers) {
    it.rows = ran;
    const [unit] = only(await it.look(desired), 'a').units;
    assert.equal(unit?.load, 'unknown');
    assert.ok(unit.state.kind === 'unknown' && why.test(unit.state.why), JSON.stringify(unit.state));
    assert.deepEqual(unit.links, ['default.target.wants/a.service']);
    const [glanced] = await glance(it.connected, [{ id: 'a.service', domain: 'user' }], true);
    assert.equal(glanced?.state.kind, 'unknown');
  }
});

test('what is around a unit: the same name elsewhere, drop-ins of its own, links, another name', async (t) => {
  const it = world(t);
  const desired = await it.desired('  a: { command: /bin/a }');
  install(it, desired);
  const [control = '', own = '', etc = '', usr = ''] = it.unitPath;
  it.write('usr/a.service', '[Service]\nExecStart=/bin/a\n');
  it.write('etc/b.service', '');
  mkdirSync(control, { recursive: true });
  // By another way to the same folder nothing is seen twice.
  symlinkSync(usr, join(it.home, 'lib'));
  (it.unitPath as string[]).push(join(it.home, 'lib'));
  it.write('run/user.control/a.service.d/50.conf', '[Service]\nCPUWeight=7\n');
  it.write('.config/systemd/user/a.service.d/50.conf', '[Service]\nCPUWeight=1\n');
  it.write('.config/systemd/user/a.service.d/override.conf', '[Service]\nNice=3\n');
  it.write('.config/systemd/user/a.service.d/override.conf.bak', 'no');
  it.write('.config/systemd/user/service.d/all.conf', '[Service]\nNice=4\n');
  mkdirSync(`${etc}/x.target.requires`, { recursive: true });
  symlinkSync(`${own}/a.service`, `${etc}/x.target.requires/a.service`);
  it.write('.config/systemd/user/copied.target.wants/a.service', 'a copy enables nothing');
  symlinkSync('a.service', `${own}/other.service`);
  symlinkSync('/dev/null', `${own}/masked.service`);
  const [unit] = only(await it.look(desired), 'a').units;
  assert.deepEqual(unit?.elsewhere, [`${usr}/a.service`]);
  assert.deepEqual(
    unit.dropIns.map(({ path, text }) => [path, text]),
    [
      [`${control}/a.service.d/50.conf`, '[Service]\nCPUWeight=7\n'],
      [`${own}/a.service.d/override.conf`, '[Service]\nNice=3\n'],
    ],
  );
  assert.ok(unit.dropIns.every(({ changedMs }) => Math.abs(changedMs - Date.now()) < 60_000));
  assert.deepEqual(
    [...unit.links].sort(),
    [`${etc}/x.target.requires/a.service`, 'default.target.wants/a.service', 'other.service'].sort(),
  );
});

test('a mask counts where it takes precedence over ours, and only there', async (t) => {
  const it = world(t);
  const desired = await it.desired('  a: { command: /bin/a }\n  b: { command: /bin/b }\n  c: { command: /bin/c }');
  install(it, desired);
  const [control = '', , etc = '', usr = ''] = it.unitPath;
  for (const folder of [control, etc, usr]) mkdirSync(folder, { recursive: true });
  symlinkSync('/dev/null', `${control}/a.service`);
  symlinkSync('/dev/null', `${etc}/a.service`);
  symlinkSync('/dev/null', `${etc}/b.service`);
  writeFileSync(`${usr}/b.service`, '');
  it.write('etc/c.service', '[Service]\nExecStart=/bin/c\n');
  const seen = await it.look(desired);
  const elsewhere = (name: string) => only(seen, name).units[0]?.elsewhere;
  assert.deepEqual(elsewhere('a'), [`${control}/a.service`]);
  assert.deepEqual(elsewhere('b'), []);
  assert.deepEqual(elsewhere('c'), [`${etc}/c.service`]);
});

test('what stands at a path of ours is told as it is: a mask, a link, a folder', async (t) => {
  const it = world(t);
  const desired = await it.desired('  a: { command: /bin/a }\n  b: { command: /bin/b }\n  c: { command: /bin/c }');
  const own = join(it.home, '.config/systemd/user');
  mkdirSync(join(own, 'c.service'), { recursive: true });
  symlinkSync('/dev/null', join(own, 'a.service'));
  it.write('dotfiles/b.service', marked('[Service]\n', 'b'));
  symlinkSync('../../../dotfiles/b.service', join(own, 'b.service'));
  const seen = await it.look(desired);
  const told = ['a', 'b', 'c'].map((name) => {
    const [file] = only(seen, name).files;
    return [file?.kind, file?.target, file?.text, file?.mark];
  });
  assert.deepEqual(told, [
    ['link', '/dev/null', null, null],
    ['link', '../../../dotfiles/b.service', null, null],
    ['folder', null, null, null],
  ]);
});

test('marks tell of daemons that nobody remembers, and only of ours', async (t) => {
  const it = world(t);
  it.write('.config/systemd/user/old.timer', marked('[Timer]\nOnCalendar=daily\n', 'old'));
  it.write('.config/systemd/user/old:web.socket', marked('[Socket]\nListenStream=1\n', 'old'));
  it.write('.config/systemd/user/edited.service', `${marked('[Service]\n', 'edited')}Nice=1\n`);
  it.write('.config/systemd/user/theirs.service', marked('[Service]\n', 'theirs', 'other'));
  it.write('.config/systemd/user/copy.service', marked('[Service]\n', 'old'));
  it.write('.config/systemd/user/plain.service', '[Service]\n');
  it.write('.config/systemd/user/notes.txt', marked('', 'notes'));
  it.write('.local/share/daemonsync/wrappers/me/gone', marked('exec true\n', 'gone'));
  it.write('.local/share/daemonsync/wrappers/other/no', marked('exec true\n', 'no', 'other'));
  const seen = await it.look([]);
  assert.deepEqual(
    seen.daemons.map(({ name, units, files }) => [
      name,
      units.map(({ id }) => id),
      files.map(({ mark }) => mark?.intact),
    ]),
    [
      ['edited', ['edited.service'], [false]],
      ['gone', [], [true]],
      ['old', ['old.timer', 'old:web.socket'], [true, true]],
    ],
  );
});

test('what is remembered is looked for where it was, in either domain', async (t) => {
  const it = world(t);
  const path = join(it.home, '.config/systemd/user/left.service');
  it.write('.config/systemd/user/left.service', marked('[Service]\n', 'left'));
  it.rows = ['left.service loaded active running', 'moved.service loaded active running'];
  const memory = {
    daemons: {
      left: remembered({
        files: { [path]: 'x', '/nowhere/else': 'y' },
        units: [{ id: 'left.service', role: 'service', domain: 'user', links: [] }],
      }),
      moved: remembered({
        domain: 'system',
        units: [{ id: 'moved.service', role: 'service', domain: 'system', links: [] }],
      }),
    },
  };
  const desired = await it.desired('  moved: { command: /bin/m }');
  const seen = await it.look(desired, memory);
  assert.deepEqual(
    it.asked.filter((one) => one.includes('list-units')),
    ['systemctl --user list-units --all -o json --no-pager', 'systemctl list-units --all -o json --no-pager'],
  );
  assert.deepEqual(
    only(seen, 'left').files.map((file) => file.path),
    [path],
  );
  assert.equal(only(seen, 'left').remembered, memory.daemons.left);
  assert.deepEqual(
    only(seen, 'moved').units.map(({ id, domain, state }) => [id, domain, state.kind]),
    [
      ['moved.service', 'user', 'up'],
      ['moved.service', 'system', 'up'],
    ],
  );
});

test('a closer look: only at those that raise a question, in one process, one by one where that breaks off', async (t) => {
  const it = world(t);
  const desired = await it.desired(
    ['bad', 'down', 'fine', 'loop'].map((name) => `  ${name}: { command: /bin/a }\n`).join('') +
      '  ran: { command: /bin/a, type: oneshot, restart: never }\n  new: { command: /bin/a, type: oneshot, restart: never }\n',
  );
  install(it, desired);
  it.rows = [
    'bad.service loaded failed failed',
    'down.service loaded inactive dead',
    'fine.service loaded active running',
    'loop.service loaded activating auto-restart',
    'new.service loaded inactive dead',
    'ran.service loaded inactive dead',
  ];
  const state = (words: string): string =>
    words
      .split(' ')
      .map((word, i) => `${['Load', 'Active', 'Sub'][i]}State=${word}`)
      .join('\n');
  const ended = (status: number, result: string): string =>
    `Result=${result}\nExecMainCode=1\nExecMainStatus=${status}\nExecMainExitTimestampMonotonic=7`;
  it.blocks = {
    'bad.service': `${state('loaded failed failed')}\n${ended(3, 'exit-code')}`,
    'down.service': `${state('loaded inactive dead')}\n${ended(0, 'success')}`,
    'loop.service': `NRestarts=4\n${state('loaded activating auto-restart')}\n${ended(1, 'exit-code')}`,
    'ran.service': `Type=oneshot\n${state('loaded inactive dead')}\n${ended(0, 'success')}`,
    'new.service': `Type=oneshot\n${state('loaded inactive dead')}\nResult=success\nExecMainCode=0`,
  };
  const states = async (memory: Partial<Memory> = {}) =>
    Object.fromEntries((await it.look(desired, memory)).daemons.map(({ name, units }) => [name, units[0]?.state]));
  const whole = {
    bad: { kind: 'failed', exited: { result: 'exit-code', status: 3, signal: null } },
    down: { kind: 'down', exited: { result: 'success', status: 0, signal: null } },
    fine: { kind: 'up', pid: null },
    loop: { kind: 'looping', exited: { result: 'exit-code', status: 1, signal: null }, restarts: 4 },
    new: { kind: 'down', exited: null },
    ran: { kind: 'done' },
  };
  assert.deepEqual(await states(), whole);
  const shows = (): string[] => it.asked.filter((one) => one.includes(' show ') && !one.includes('UnitPath'));
  assert.deepEqual(
    shows().map((one) => one.replace(/.* -- /, '')),
    ['bad.service down.service loop.service new.service ran.service'],
  );
  // One that show breaks off at takes nobody else with it.
  it.asked.length = 0;
  const { 'down.service': _, ...others } = it.blocks;
  it.blocks = others;
  assert.deepEqual(await states(), { ...whole, down: { kind: 'down', exited: null } });
  assert.deepEqual(
    shows().map((one) => one.replace(/.* -- /, '')),
    [
      'bad.service down.service loop.service new.service ran.service',
      'down.service',
      'loop.service',
      'new.service',
      'ran.service',
    ],
  );
  // A verified start is remembered: nobody needs to be asked.
  it.asked.length = 0;
  const weight = { restart: '', reload: '' };
  const memory = { daemons: { new: remembered({ started: { 'new.service': { invocation: null, weight } } }) } };
  assert.deepEqual((await states(memory))['new'], { kind: 'done' });
  assert.doesNotMatch(shows()[0] ?? '', /new\.service/);
});

test('glance: the units that were asked for, in their order, by name where they are few', async (t) => {
  const it = world(t);
  it.rows = ['b.service loaded active running'];
  start(it, 'b.service', 'xyz');
  it.blocks = { 'b.service': 'LoadState=loaded\nActiveState=active\nSubState=running\nMainPID=42' };
  const refs = ['b.service', 'a.service'].map((id) => ({ id, domain: 'user' }) as const);
  const seen = await glance(it.connected, refs, true);
  assert.deepEqual(
    seen.map(({ id, state, invocation, load }) => [id, state, invocation, load]),
    [
      ['b.service', { kind: 'up', pid: 42 }, 'xyz', 'loaded'],
      ['a.service', { kind: 'down', exited: null }, null, 'absent'],
    ],
  );
  assert.equal(it.asked[0], 'systemctl --user list-units --all -o json --no-pager b.service a.service');
  assert.equal(it.asked.length, 2);
  assert.deepEqual(await glance(it.connected, [], false), []);
  assert.equal(it.asked.length, 2);
});

test('offline: files and links, no process, and nothing runs', async (t) => {
  const it = world(t);
  const desired = await it.desired('  a: { command: /bin/a }');
  install(it, desired);
  const seen = await observe({ ...it.connected, offline: true }, desired, NOTHING, it.facts);
  assert.deepEqual(it.asked, []);
  assert.equal(seen.manager, false);
  assert.deepEqual(only(seen, 'a').units[0]?.links, ['default.target.wants/a.service']);
  assert.equal(only(seen, 'a').units[0]?.state.kind, 'down');
});

test('watched files: digests with a key, globs, folders, links; and the key is kept', async (t) => {
  const it = world(t);
  const { host } = it.connected;
  for (const name of ['one', 'two', '.hidden']) it.write(`conf/${name}.ini`, name);
  it.write('secret.env', 'A=1\n');
  symlinkSync('secret.env', join(it.home, 'link.env'));
  const watch = (path: string) => ({ path: join(it.home, path), as: 'restart', optional: true }) as const;
  const all = [watch('secret.env'), watch('link.env'), watch('none'), watch('conf/*.ini'), watch('conf')];
  const key = await digestKey(host, it.facts);
  const look = async (with_ = key) => watchedFiles(host, all, with_);
  const first = await look();
  assert.deepEqual(
    Object.keys(first).map((path) => path.slice(it.home.length + 1)),
    ['conf', 'conf/one.ini', 'conf/two.ini', 'link.env', 'none', 'secret.env'],
  );
  const at = (seen: typeof first, name: string) => seen[join(it.home, name)];
  assert.deepEqual(at(first, 'none'), { digest: null, changedMs: 0 });
  assert.equal(at(first, 'link.env')?.digest, at(first, 'secret.env')?.digest);
  assert.notEqual(at(first, 'conf/one.ini')?.digest, at(first, 'conf/two.ini')?.digest);
  assert.deepEqual(await look(), first);
  assert.notEqual(at(await look(new Uint8Array(32)), 'secret.env')?.digest, at(first, 'secret.env')?.digest);
  it.write('secret.env', 'A=2\n');
  it.write('conf/.hidden.ini', 'changed');
  const second = await look();
  for (const name of ['secret.env', 'link.env', 'conf'])
    assert.notEqual(at(second, name)?.digest, at(first, name)?.digest, name);
  assert.equal(at(second, 'conf/one.ini')?.digest, at(first, 'conf/one.ini')?.digest);
  assert.ok((at(second, 'link.env')?.changedMs ?? 0) >= (at(first, 'link.env')?.changedMs ?? 0));
  // Another process reads the same key, and nobody else may.
  assert.deepEqual(await digestKey(nodeHost(), it.facts), key);
  assert.equal((await host.stand(join(it.facts.stateDir, 'daemonsync/.key')))?.mode, 0o600);
  assert.equal((await host.stand(join(it.facts.stateDir, 'daemonsync')))?.mode, 0o700);
});

test('looking writes nothing, and what it saw is worth the same once the key is kept', async (t) => {
  const it = world(t);
  it.write('x.env', 'A=1');
  const desired = await it.desired(`  a: { command: /bin/a, env_file: ${it.home}/x.env }`);
  const before = only(await it.look(desired), 'a').watched;
  assert.equal(await it.connected.host.list(join(it.home, '.local')), null);
  await digestKey(it.connected.host, it.facts);
  assert.deepEqual(only(await it.look(desired), 'a').watched, before);
});
