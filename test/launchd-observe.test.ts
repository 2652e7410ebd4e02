// The eyes on a Mac, on the one in memory: what is seen, what is asked for and how often, what comes of it in the plan, and above
// all what is not taken for absent.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { carryOut } from '../src/carry-out.ts';
import type { RunOptions } from '../src/host.ts';
import { connect } from '../src/launchd/connect.ts';
import { details } from '../src/launchd/details.ts';
import { glance } from '../src/launchd/glance.ts';
import { launchd } from '../src/launchd/manage.ts';
import { observe } from '../src/launchd/observe.ts';
import type { FoundUnit, Memory, Observed } from '../src/model.ts';
import type { Connected } from '../src/platform.ts';
import { type Aim, survey, type Survey, type Terms } from '../src/reconcile.ts';
import { annsFacts, pipeline } from './support/compiled.ts';
import { aMac, fileTouched, logIn, logOut, type MacMachine, pass, reboot, run } from './support/launchd/mac-machine.ts';
import type { LaunchdSettings } from './support/launchd/state.ts';
import { memoryHands } from './support/memory-hands.ts';

const AGENTS = '/Users/ann/Library/LaunchAgents';
const label = (name: string): string => `dev.daemonsync.${name}`;
const plist = (name: string): string => `${AGENTS}/${label(name)}.plist`;

const NOTHING: Memory = { namespace: 'me', manifest: null, host: null, includes: [], unfinished: false, daemons: {} };
const TERMS: Terms = {
  only: null,
  adopt: new Set(),
  guarded: false,
  takeover: false,
  offline: false,
  sudo: 'ask',
  stableMs: 500,
  timeoutMs: 30_000,
};

interface World {
  readonly mac: MacMachine;
  /** What was run, since it was emptied last. */
  readonly asked: string[];
  /** What a command says instead. */
  answer: (argv: readonly string[], options: RunOptions) => ReturnType<typeof run> | null;
  aim(daemons: string): Promise<Aim>;
  survey(aim: Aim, terms?: Partial<Terms>): Promise<Survey>;
  /** Everything: look, plan, do. What could not be done is a bug of the test. */
  apply(aim: Aim, terms?: Partial<Terms>): Promise<Survey>;
  connected(): Promise<Connected>;
  /** Without a memory. */
  look(aim: Aim): Promise<Observed>;
}

function aWorld(settings: Partial<LaunchdSettings> = {}, around: Readonly<Record<string, string>> = {}): World {
  const mac = aMac({ ends: (id) => /once/.test(id) }, settings);
  const asked: string[] = [];
  for (const name of ['stays', 'ends', 'fails', 'loops'])
    mac.files.put(`/bin/${name}`, { kind: 'file', text: '\u007fELF\0\0', mode: 0o755, uid: 0 });
  const facts = annsFacts('launchd');
  const it: World = {
    mac,
    asked,
    answer: () => null,
    async aim(daemons) {
      const text = `version: 1\nnamespace: me\ndaemons:\n${daemons}`;
      const { desired, manifest, problems } = await pipeline(text, 'launchd');
      assert.ok(manifest, JSON.stringify(problems));
      return { desired, facts, namespace: 'me', manifest: manifest.path, includes: { matched: [], empty: [] } };
    },
    async survey(aim, terms = {}) {
      const seen = await survey(launchd, hands(), aim, { ...TERMS, ...terms });
      assert.ok(!('unreachable' in seen), JSON.stringify(seen));
      assert.equal(seen.refused, null);
      return seen;
    },
    async apply(aim, terms = {}) {
      const seen = await it.survey(aim, terms);
      const { problem, fates } = await carryOut(seen, 'apply', {});
      assert.equal(problem, null);
      assert.deepEqual(
        fates.filter(({ result }) => result === 'failed'),
        [],
      );
      return seen;
    },
    async connected() {
      const found = await connect(hands(), facts);
      assert.ok(!('unreachable' in found), JSON.stringify(found));
      return found;
    },
    look: async (aim) => observe(await it.connected(), aim.desired, NOTHING, facts),
  };
  const hands = () =>
    memoryHands(mac, {
      environment: around,
      command: (argv, options) => {
        asked.push(argv.join(' '));
        return it.answer(argv, options);
      },
    });
  return it;
}

const unit = ({ daemons }: Pick<Observed, 'daemons'>, name: string): FoundUnit => {
  const [found, ...more] = daemons.find((one) => one.name === name)?.units ?? [];
  assert.ok(found && more.length === 0, `${name}: ${JSON.stringify(daemons)}`);
  return found;
};

const changes = ({ plan }: Survey): readonly string[] =>
  plan.changes.flatMap(({ kind, name, because }) =>
    kind === 'keep' ? [] : [`${kind} ${name} ${because.map((one) => one.kind).join(' ')}`],
  );

const MIXED = `
  web: { command: /bin/stays }
  night: { command: /bin/ends, schedule: "30 2 * * *" }
  once: { command: /bin/ends, type: oneshot }
  hand: { command: /bin/stays, when: manual, restart: never }
`;

test('after a first apply the second look is quiet: two lists and one ps, whatever kinds of daemons there are', async () => {
  const it = aWorld();
  const aim = await it.aim(MIXED);
  await it.apply(aim);
  pass(it.mac, it.mac.clock.nowMs + 5_000);
  // What was waited for is known by the start that was seen.
  it.asked.length = 0;
  const second = await it.apply(aim);
  assert.deepEqual(changes(second), []);
  assert.deepEqual(it.asked.toSorted(), [
    'launchctl print gui/501',
    'launchctl print-disabled gui/501',
    'ps -A -o pid= -o lstart=',
  ]);
  const { observed } = second;
  assert.equal(unit(observed, 'web').state.kind, 'up');
  assert.match(unit(observed, 'web').invocation ?? '', /^\d+@\d+$/);
  assert.equal(unit(observed, 'night').state.kind, 'armed');
  assert.match(unit(observed, 'night').invocation ?? '', /^idle@\d+@\d+$/);
  assert.equal(unit(observed, 'once').state.kind, 'done');
  assert.equal(unit(observed, 'hand').load, 'absent');
  assert.equal(observed.linger, null);
});

test('a no-op costs three processes, for 10 daemons and for 500', async () => {
  const counts: number[] = [];
  for (const many of [10, 100, 500]) {
    const it = aWorld();
    const aim = await it.aim(
      Array.from({ length: many }, (_, i) =>
        i % 3 === 0 ? `  d${i}: { command: /bin/ends, schedule: "30 2 * * *" }` : `  d${i}: { command: /bin/stays }`,
      ).join('\n'),
    );
    await it.apply(aim);
    it.asked.length = 0;
    assert.deepEqual(changes(await it.apply(aim)), []);
    counts.push(it.asked.length);
  }
  assert.deepEqual(counts, [3, 3, 3]);
});

test('root’s daemons: their own lists, only where there are any; and all is quiet the second time', async () => {
  const it = aWorld();
  const boot = `  root: { command: /bin/stays, when: boot }\n  off: { command: /bin/stays, when: boot, enabled: false }\n`;
  const aim = await it.aim(boot);
  await it.apply(aim);
  it.asked.length = 0;
  assert.deepEqual(changes(await it.apply(aim)), []);
  assert.deepEqual(it.asked.toSorted(), [
    'launchctl print system',
    'launchctl print-disabled system',
    'ps -A -o pid= -o lstart=',
  ]);
  const both = await it.aim(`${boot}  web: { command: /bin/stays }\n`);
  await it.apply(both);
  it.asked.length = 0;
  const { observed } = await it.apply(both);
  assert.equal(it.asked.length, 5);
  assert.equal(unit(observed, 'root').state.kind, 'up');
  assert.equal(unit(observed, 'off').load, 'absent');
  reboot(it.mac);
  pass(it.mac, it.mac.clock.nowMs + 5_000);
  assert.deepEqual(changes(await it.apply(both)), []);
});

test('in another user’s folder logs are missing together with it, or with the plist that comes after them', async () => {
  const it = aWorld();
  const aim = await it.aim('  theirs: { command: /bin/stays, when: boot, boot: { user: svc } }');
  const folder = '/var/log/daemonsync/theirs';
  const missing = async () => (await it.look(aim)).daemons[0]?.missing;
  assert.deepEqual(await missing(), [folder, `${folder}/service.log`, `${folder}/service.err.log`]);
  it.mac.files.folder('/private/var/log/daemonsync', 0o755, 0);
  it.mac.files.folder(`/private${folder}`, 0o700, 77);
  assert.deepEqual(await missing(), [`${folder}/service.log`, `${folder}/service.err.log`]);
  const daemon = `/Library/LaunchDaemons/${label('theirs')}.plist`;
  it.mac.files.put(daemon, { kind: 'file', text: 'anything', mode: 0o644, uid: 0 });
  assert.deepEqual(await missing(), []);
});

test('who died and was started again by launchd is asked about once, and known from then on', async () => {
  const it = aWorld();
  const aim = await it.aim('  web: { command: /bin/stays, restart: always }\n  other: { command: /bin/stays }');
  await it.apply(aim);
  const before = unit((await it.survey(aim)).observed, 'web');
  assert.equal(before.state.kind, 'up');
  run(it.mac, ['launchctl', 'kill', 'KILL', `gui/501/${label('web')}`]);
  pass(it.mac, it.mac.clock.nowMs + 60_000);
  it.asked.length = 0;
  const seen = await it.apply(aim);
  assert.deepEqual(changes(seen), []);
  assert.notEqual(unit(seen.observed, 'web').invocation, before.invocation);
  assert.equal(unit(seen.observed, 'web').definition, 'wanted');
  assert.deepEqual(
    it.asked.filter((one) => one.includes('daemonsync')),
    [`launchctl print gui/501/${label('web')}`],
  );
  it.asked.length = 0;
  assert.deepEqual(changes(await it.apply(aim)), []);
  assert.equal(it.asked.length, 3);
});

test('with the memory lost nothing is started anew: launchd says itself that it holds what is wanted', async () => {
  const it = aWorld();
  const aim = await it.aim(MIXED);
  await it.apply(aim);
  const pids = Object.keys(it.mac.processes.all);
  for (const [path] of [...it.mac.files.everything()].sort((a, b) => b[0].length - a[0].length))
    if (path.startsWith('/Users/ann/.local/state/daemonsync')) it.mac.files.drop(path);
  const seen = await it.apply(aim);
  assert.deepEqual(changes(seen), []);
  assert.deepEqual(Object.keys(it.mac.processes.all), pids);
  // And all of it is remembered again.
  it.asked.length = 0;
  const again = await it.survey(aim);
  assert.equal(it.asked.length, 3);
  assert.deepEqual(Object.keys(again.memory.daemons).toSorted(), ['hand', 'night', 'once', 'web']);
});

test('after another login everything is asked about once', async () => {
  const it = aWorld();
  const aim = await it.aim(MIXED);
  await it.apply(aim);
  reboot(it.mac);
  pass(it.mac, it.mac.clock.nowMs + 5_000);
  it.asked.length = 0;
  assert.deepEqual(changes(await it.apply(aim)), []);
  // What is started by hand only was loaded by the login too.
  assert.equal(it.asked.filter((one) => one.includes('gui/501/')).length, 4);
  it.asked.length = 0;
  assert.deepEqual(changes(await it.apply(aim)), []);
  assert.equal(it.asked.length, 3);
});

test('what launchd holds is told from what lies on the disk: an edit that was loaded by hand', async () => {
  const it = aWorld();
  const aim = await it.aim('  web: { command: /bin/stays, restart: always }');
  await it.apply(aim);
  const text = it.mac.files.text(plist('web')) ?? '';
  it.mac.files.put(plist('web'), {
    kind: 'file',
    text: text.replace('/bin/stays', '/bin/loops'),
    mode: 0o644,
    uid: 501,
  });
  fileTouched(it.mac, plist('web'));
  run(it.mac, ['launchctl', 'bootout', `gui/501/${label('web')}`]);
  pass(it.mac, it.mac.clock.nowMs + 30_000);
  run(it.mac, ['launchctl', 'bootstrap', 'gui/501', plist('web')]);
  pass(it.mac, it.mac.clock.nowMs + 1_000);
  it.mac.files.put(plist('web'), { kind: 'file', text, mode: 0o644, uid: 501 });
  const seen = await it.survey(aim);
  assert.equal(unit(seen.observed, 'web').definition, 'another');
  assert.equal(unit(seen.observed, 'web').state.kind, 'looping');
  assert.deepEqual(changes(seen), ['update web state']);
  await it.apply(aim);
  assert.deepEqual(changes(await it.survey(aim)), []);
});

test('nobody is logged in at the screen: files are written, and nothing is loaded anywhere else', async () => {
  for (const noDomainPrint of [112, 125] as const) {
    const it = aWorld({ console: null, remote: [501], noDomainPrint });
    const aim = await it.aim(MIXED);
    const seen = await it.apply(aim);
    assert.deepEqual(seen.observed.asleep, ['gui']);
    assert.equal(it.mac.files.at(plist('web'))?.kind, 'file');
    assert.ok(!it.asked.some((one) => /bootstrap|user\/501 /.test(one)));
    const second = await it.survey(aim);
    assert.deepEqual(changes(second), []);
    assert.deepEqual(unit(second.observed, 'web').state, { kind: 'armed' });
    assert.equal(unit(second.observed, 'web').load, 'absent');
    assert.equal(unit(second.observed, 'hand').state.kind, 'down');
    logIn(it.mac);
    pass(it.mac, it.mac.clock.nowMs + 5_000);
    assert.deepEqual(changes(await it.apply(aim)), []);
  }
});

test('whoever logs out takes all of it away, and it comes again with the next login', async () => {
  const it = aWorld();
  const aim = await it.aim(MIXED);
  await it.apply(aim);
  logOut(it.mac);
  pass(it.mac, it.mac.clock.nowMs + 60_000);
  const seen = await it.survey(aim);
  assert.deepEqual(seen.observed.asleep, ['gui']);
  assert.deepEqual(changes(seen), []);
});

const garbled: readonly (readonly [string, string, (text: string) => ReturnType<typeof run>])[] = [
  [
    'refused',
    'print gui/501',
    () => ({ code: 1, stdout: '', stderr: 'Could not print domain: 1: Operation not permitted\n' }),
  ],
  ['cut off', 'print gui/501', (text) => ({ code: 0, stdout: text.slice(0, text.length / 2), stderr: '' })],
  ['silent', 'print gui/501', () => ({ code: 0, stdout: '', stderr: '' })],
  ['too slow', 'print gui/501', () => ({ code: 124, stdout: '', stderr: 'launchctl took longer than 20 s' })],
  [
    'without services',
    'print gui/501',
    (text) => ({ code: 0, stdout: text.replace(/\tservices = \{[^}]*\}/, ''), stderr: '' }),
  ],
  ['not to be asked about one label', `print gui/501/${label('web')}`, () => ({ code: 1, stdout: '', stderr: 'no\n' })],
  [
    'cut off about one label',
    `print gui/501/${label('web')}`,
    (text) => ({ code: 0, stdout: text.slice(0, 300), stderr: '' }),
  ],
  ['no ps', 'ps -A -o pid= -o lstart=', () => ({ code: 1, stdout: '', stderr: '' })],
];

for (const [what, command, answer] of garbled)
  test(`${what}: nothing is known, and nothing is done`, async () => {
    const it = aWorld();
    const aim = await it.aim('  web: { command: /bin/stays }');
    await it.apply(aim);
    // Of a start that memory does not know: all is asked.
    reboot(it.mac);
    pass(it.mac, it.mac.clock.nowMs + 5_000);
    it.answer = (argv, options) =>
      argv.join(' ').endsWith(command) ? answer(run(it.mac, argv, options).stdout) : null;
    const seen = await it.survey(aim);
    assert.equal(unit(seen.observed, 'web').state.kind, 'unknown');
    assert.equal(unit(seen.observed, 'web').load, 'unknown');
    assert.deepEqual(changes(seen), ['blocked web unknown']);
    assert.deepEqual(seen.plan.steps, []);
    const [found] = await glance(await it.connected(), [{ id: label('web'), domain: 'gui' }], false);
    if (command !== 'print gui/501') assert.equal(found?.state.kind, 'unknown');
    assert.notEqual(found?.load, 'absent');
  });

test('what is disabled is told, by the one list or the other; where neither can be read, it is not known', async () => {
  const it = aWorld();
  const aim = await it.aim('  web: { command: /bin/stays }');
  await it.apply(aim);
  run(it.mac, ['launchctl', 'disable', `gui/501/${label('web')}`]);
  const seen = await it.survey(aim);
  assert.equal(unit(seen.observed, 'web').disabled, true);
  assert.deepEqual(changes(seen), ['update web disabled']);
  it.answer = (argv) => (argv.includes('print-disabled') ? { code: 1, stdout: '', stderr: 'no\n' } : null);
  assert.equal(unit((await it.survey(aim)).observed, 'web').disabled, true);
  it.answer = (argv, options) => {
    if (argv.includes('print-disabled')) return { code: 1, stdout: '', stderr: 'no\n' };
    if (argv.at(-1) !== 'gui/501') return null;
    const { stdout } = run(it.mac, argv, options);
    return { code: 0, stdout: stdout.replace(/\tdisabled services = \{[^}]*\}\n/, ''), stderr: '' };
  };
  assert.deepEqual(changes(await it.survey(aim)), ['blocked web unknown']);
});

function strangersJob(it: World, path: string, domain: string, name: string): void {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>Label</key><string>${label(name)}</string><key>ProgramArguments</key><array><string>/bin/stays</string></array><key>RunAtLoad</key><true/>${domain.startsWith('user') ? '<key>LimitLoadToSessionType</key><string>Background</string>' : ''}</dict></plist>\n`;
  const uid = domain === 'system' ? 0 : 501;
  it.mac.files.folder(path.slice(0, path.lastIndexOf('/')), 0o755, uid);
  it.mac.files.put(path, { kind: 'file', text, mode: 0o644, uid });
  const argv = ['launchctl', 'bootstrap', domain, path];
  const ran = run(it.mac, domain === 'system' ? ['sudo', ...argv] : argv);
  assert.equal(ran.code, 0, ran.stderr);
  pass(it.mac, it.mac.clock.nowMs + 1_000);
}

test('the same label in another domain is a conflict, however many are looked up; ours in both are two', async () => {
  for (const many of [1, 6]) {
    const it = aWorld();
    strangersJob(it, '/Library/LaunchDaemons/theirs.plist', 'system', 'd0');
    strangersJob(it, '/Users/ann/x.plist', 'user/501', 'd0');
    const aim = await it.aim(Array.from({ length: many }, (_, i) => `  d${i}: { command: /bin/stays }`).join('\n'));
    const seen = await it.survey(aim);
    assert.deepEqual(unit(seen.observed, 'd0').twins, [
      { target: `system/${label('d0')}`, path: '/Library/LaunchDaemons/theirs.plist' },
      { target: `user/501/${label('d0')}`, path: '/Users/ann/x.plist' },
    ]);
    assert.ok(changes(seen).includes('conflict d0 twin twin'), changes(seen).join());
    assert.equal(changes(seen).filter((one) => one.startsWith('create')).length, many - 1);
    it.answer = (argv) => (argv.join(' ').includes('user/501') ? { code: 0, stdout: 'what?', stderr: '' } : null);
    assert.ok(changes(await it.survey(aim)).every((one) => /^(blocked|conflict)/.test(one)));
  }
  const it = aWorld();
  const login = await it.aim('  web: { command: /bin/stays }');
  await it.apply(login);
  const seen = await it.survey(await it.aim('  web: { command: /bin/stays, when: boot }'));
  assert.deepEqual(changes(seen), ['update web file-missing left moved state']);
  const [first, second] = seen.observed.daemons[0]?.units ?? [];
  assert.equal(first?.twins, undefined);
  assert.deepEqual([first?.domain, first?.load, second?.domain, second?.held], ['system', 'absent', 'gui', true]);
});

test('our label from a stranger’s plist, and a stranger’s plist of our name, are conflicts', async () => {
  const it = aWorld();
  strangersJob(it, '/Users/ann/x.plist', 'gui/501', 'web');
  it.mac.files.put(`/Library/LaunchAgents/${label('api')}.plist`, { kind: 'file', text: 'x', mode: 0o644, uid: 0 });
  const aim = await it.aim('  web: { command: /bin/stays }\n  api: { command: /bin/stays }');
  const seen = await it.survey(aim);
  assert.deepEqual(unit(seen.observed, 'web').elsewhere, ['/Users/ann/x.plist']);
  assert.deepEqual(unit(seen.observed, 'api').elsewhere, [`/Library/LaunchAgents/${label('api')}.plist`]);
  assert.deepEqual(changes(seen), ['conflict api elsewhere', 'conflict web elsewhere']);
});

test('a label of ours that left the manifest is not ended where it was loaded from somebody else’s plist', async () => {
  const it = aWorld();
  const aim = await it.aim('  web: { command: /bin/stays }\n  api: { command: /bin/stays }');
  await it.apply(aim);
  run(it.mac, ['launchctl', 'bootout', `gui/501/${label('web')}`]);
  pass(it.mac, it.mac.clock.nowMs + 30_000);
  strangersJob(it, '/Users/ann/x.plist', 'gui/501', 'web');
  const seen = await it.survey(await it.aim('  api: { command: /bin/stays }'));
  assert.deepEqual(changes(seen), ['blocked web unknown']);
});

test('what is on its way out is not taken for running after a run was cut', async () => {
  const it = aWorld();
  const aim = await it.aim('  web: { command: /bin/deaf }');
  it.mac.files.put('/bin/deaf', { kind: 'file', text: '\u007fELF\0\0', mode: 0o755, uid: 0 });
  await it.apply(aim);
  run(it.mac, ['launchctl', 'bootout', `gui/501/${label('web')}`]);
  const facts = annsFacts('launchd');
  const { memory } = await it.survey(aim);
  const seen = await observe(await it.connected(), aim.desired, { ...memory, unfinished: true }, facts);
  assert.equal(unit(seen, 'web').state.kind, 'stopping');
  const [found] = await glance(await it.connected(), [{ id: label('web'), domain: 'gui' }], false);
  assert.equal(found?.state.kind, 'stopping');
  assert.equal(found?.load, 'loaded');
});

test('glance: few by their own prints, many by the list, and idle ones alike in both', async () => {
  const it = aWorld();
  const names = Array.from({ length: 12 }, (_, i) => `d${i}`);
  const aim = await it.aim(
    names.map((name, i) => `  ${name}: { command: /bin/${i === 3 ? 'ends, schedule: "@daily"' : 'stays'} }`).join('\n'),
  );
  await it.apply(aim);
  const connected = await it.connected();
  const refs = [...names, 'nobody'].map((name) => ({ id: label(name), domain: 'gui' as const }));
  const many = await glance(connected, refs, false);
  assert.deepEqual(
    many.map(({ state, load }) => `${state.kind} ${load}`),
    [...names.map((_, i) => `${i === 3 ? 'armed' : 'up'} loaded`), 'down absent'],
  );
  const few = (
    await Promise.all([0, 6, 12].map((from) => glance(connected, refs.slice(from, from + 6), false)))
  ).flat();
  assert.deepEqual(few, many);
  assert.deepEqual(await glance(connected, refs, true), many);
  const { observed } = await it.survey(aim);
  assert.deepEqual(
    names.map((name) => unit(observed, name).invocation),
    many.slice(0, 12).map(({ invocation }) => invocation),
  );
});

test('glance: so long as the processes are those of the look before, nobody asks again when they began', async () => {
  const it = aWorld();
  await it.apply(
    await it.aim(
      '  a: { command: /bin/stays }\n  b: { command: /bin/stays }\n  c: { command: /bin/ends, schedule: "@daily" }\n',
    ),
  );
  const connected = await it.connected();
  const refs = ['a', 'b', 'c'].map((name) => ({ id: label(name), domain: 'gui' as const }));
  const first = await glance(connected, refs, false);
  const processes = (): number => it.asked.filter((words) => words.startsWith('ps ')).length;
  it.asked.length = 0;
  assert.deepEqual(await glance(connected, refs, false), first);
  assert.equal(processes(), 0);
  run(it.mac, ['launchctl', 'kickstart', '-k', `gui/501/${label('a')}`]);
  const [a, b] = await glance(connected, refs, false);
  assert.equal(processes(), 1);
  assert.notEqual(a?.invocation ?? null, first[0]?.invocation);
  assert.equal(b?.invocation, first[1]?.invocation);
});

test('details: what status tells, of what is loaded only', async () => {
  const it = aWorld();
  const aim = await it.aim(
    `  web: { command: /bin/stays }\n  night: { command: /bin/ends, schedule: "30 2 * * *" }\n  often: { command: /bin/ends, schedule: { every: 1h } }\n`,
  );
  await it.apply(aim);
  const found = await details(
    await it.connected(),
    ['web', 'night', 'often', 'nobody'].map((name) => ({ id: label(name), domain: 'gui' as const })),
  );
  assert.deepEqual([...found.keys()].toSorted(), ['night', 'often', 'web'].map(label));
  const web = found.get(label('web'));
  assert.equal(typeof web?.pid, 'number');
  assert.equal(web?.memoryBytes, 2048 * 1024);
  assert.equal(web?.restarts, 0);
  const nextMs = found.get(label('night'))?.nextMs ?? 0;
  assert.ok(nextMs > it.mac.clock.nowMs && nextMs <= it.mac.clock.nowMs + 25 * 3_600_000);
  assert.deepEqual([new Date(nextMs).getHours(), new Date(nextMs).getMinutes()], [2, 30]);
  assert.equal(found.get(label('often'))?.nextMs, null);
});

test('ourselves are known by the label that launchd gave us, if it is one of ours', async () => {
  for (const [said, self] of [
    [label('web'), label('web')],
    ['application.com.apple.Terminal.1', null],
  ] as const) {
    const it = aWorld({}, { XPC_SERVICE_NAME: said });
    assert.equal((await it.look(await it.aim('  web: { command: /bin/stays }'))).self, self);
  }
});

test('who may connect: not root through sudo, nobody for somebody else, and only where there is a launchctl', async (t: TestContext) => {
  const it = aWorld();
  const facts = annsFacts('launchd');
  const code = async (over: Partial<Connected['host']>): Promise<string> => {
    const found = await connect(Object.assign(Object.create(memoryHands(it.mac)) as Connected['host'], over), facts);
    return 'unreachable' in found ? found.unreachable.code : 'fine';
  };
  const root = { caller: async () => ({ uid: 0 }) };
  const variables = (all: Readonly<Record<string, string>>) => ({ environment: (name: string) => all[name] ?? null });
  assert.equal(await code({}), 'fine');
  assert.equal(await code({ ...variables({ PATH: '/nowhere' }) }), 'fine');
  assert.equal(await code({ ...root, ...variables({ SUDO_USER: 'ann' }) }), 'root-by-sudo');
  assert.equal(await code({ ...root, ...variables({}) }), 'another-user');
  assert.equal(await code({ executable: async () => false }), 'no-launchctl');
  t.diagnostic('count: 5 ways to connect');
});
