// What doctor makes of what was found: each finding is provoked once, by one thing that is wrong, and is absent where that is right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_WORK } from '../src/plan/comparing.ts';
import { judgeDaemons, judgeDropIns, judgeLogs, judgeRows, judgeUnits } from '../src/doctor/daemons.ts';
import { inOrder, note, problem, warning } from '../src/doctor/finding.ts';
import { judgeManifest } from '../src/doctor/manifest.ts';
import { judgeOwn, type OwnFound } from '../src/doctor/own.ts';
import { judgeCommands, judgeStarts, preflightWhy } from '../src/doctor/starts.ts';
import { type SettingsSaid, settingsThatWon } from '../src/doctor/won.ts';
import type { Observed } from '../src/model.ts';
import { colored, plain } from '../src/report/color.ts';
import { doctorJson, doctorLines } from '../src/report/doctor.ts';
import type { StatusRow } from '../src/report/status.ts';
import { NO_SETTINGS } from '../src/read-settings.ts';
import { codes } from './support/findings.ts';
import { aUnit } from './support/found.ts';

const words = (what: string, daemon?: string) => ({ what, why: 'why', mend: 'mend', ...(daemon ? { daemon } : {}) });

test('findings: the worst first, everybody’s before one daemon’s, and each thing once', () => {
  const told = inOrder([
    note('c', words('three')),
    warning('b', words('two', 'web')),
    problem('a', words('one', 'web')),
    problem('z', words('one', 'api')),
    warning('b', words('two')),
    note('b', words('two', 'web')),
  ]);
  assert.deepEqual(
    told.map(({ severity, code, daemon, what }) => [severity, code, daemon ?? '', what]),
    [
      ['problem', 'z', 'api', 'one'],
      ['problem', 'a', 'web', 'one'],
      ['warning', 'b', '', 'two'],
      ['warning', 'b', 'web', 'two'],
      ['note', 'c', '', 'three'],
    ],
  );
});

const SAID: SettingsSaid = {
  flags: { file: null, color: null },
  env: {},
  settings: NO_SETTINGS,
  manifest: '/home/ann/daemons.yaml',
  manifestLabelPrefix: null,
  home: '/home/ann',
  hostname: 'desk',
};

test('settings: a flag beats the environment beats config.ini beats the default, and what lost is told', () => {
  const of = (name: string, over: Partial<SettingsSaid>): unknown => {
    const one = settingsThatWon({ ...SAID, ...over }).find((won) => won.name === name);
    return one && [one.value, one.from, one.as, one.beats.map(({ as }) => as)];
  };
  const settings = {
    ...NO_SETTINGS,
    file: '/ini.yaml',
    color: 'always',
    host: 'box',
    stateDir: '/s',
    labelPrefix: 'org.x',
  } as const;
  assert.deepEqual(of('file', {}), ['/home/ann/daemons.yaml', 'default', null, []]);
  assert.deepEqual(of('file', { settings, manifest: '/ini.yaml' }), ['/ini.yaml', 'config.ini', 'file', []]);
  const env = { DAEMONSYNC_FILE: 'env.yaml', NO_COLOR: '1' };
  assert.deepEqual(of('file', { settings, env, manifest: '/w/env.yaml' }), [
    '/w/env.yaml',
    'environment',
    '$DAEMONSYNC_FILE',
    ['file'],
  ]);
  const flags = { file: 'flag.yaml', color: 'always' };
  assert.deepEqual(of('file', { settings, env, flags, manifest: '/w/flag.yaml' }), [
    '/w/flag.yaml',
    'flag',
    '--file',
    ['$DAEMONSYNC_FILE', 'file'],
  ]);
  assert.deepEqual(of('color', {}), ['auto', 'default', null, []]);
  assert.deepEqual(of('color', { settings }), ['always', 'config.ini', 'color', []]);
  assert.deepEqual(of('color', { settings, env }), ['never', 'environment', '$NO_COLOR', ['color']]);
  assert.deepEqual(of('color', { settings, env, flags }), ['always', 'flag', '--color', ['$NO_COLOR', 'color']]);
  assert.deepEqual(of('color', { env, flags: { file: null, color: 'auto' } }), [
    'never',
    'environment',
    '$NO_COLOR',
    [],
  ]);
  assert.deepEqual(of('color', { env: { FORCE_COLOR: '0' } }), ['never', 'environment', '$FORCE_COLOR', []]);
  assert.deepEqual(of('host', {}), ['desk', 'machine', null, []]);
  assert.deepEqual(of('host', { settings }), ['box', 'config.ini', 'host', []]);
  assert.deepEqual(of('state_dir', {}), ['/home/ann/.local/state', 'default', null, []]);
  assert.deepEqual(of('state_dir', { settings }), ['/s', 'config.ini', 'state_dir', []]);
  assert.deepEqual(of('label_prefix', { settings, manifestLabelPrefix: 'com.me' }), [
    'com.me',
    'manifest',
    'label_prefix',
    ['label_prefix'],
  ]);
});

const NOW = Date.UTC(2026, 10, 21);
const OWN: OwnFound = {
  uid: 1000,
  user: 'ann',
  privateGid: 1000,
  hostname: 'desk',
  nowMs: NOW,
  folders: [
    { path: '/s/daemonsync', uid: 1000, gid: 1000, mode: 0o700, secret: true },
    { path: '/d/daemonsync', uid: 1000, gid: 1000, mode: 0o775, secret: false },
  ],
  lock: null,
  memories: [{ namespace: 'me', host: 'desk', unfinished: false }],
  lost: [],
  latest: { path: '/u/web.service', ms: NOW + 60_000 },
};

test('its own things: folders, memory, lock, host and clock, one thing wrong at a time', () => {
  const told = (over: Partial<OwnFound>): string[] => codes(judgeOwn({ ...OWN, ...over }));
  const folder = (over: Partial<OwnFound['folders'][number]>) => ({
    folders: [{ path: '/s/daemonsync', uid: 1000, gid: 1000, mode: 0o700, secret: true, ...over }],
  });
  assert.deepEqual(told({}), []);
  assert.deepEqual(told({ folders: [], memories: [], latest: null }), []);
  assert.deepEqual(told(folder({ uid: 0 })), ['problem own-folder']);
  assert.deepEqual(told(folder({ mode: 0o702 })), ['problem own-folder']);
  assert.deepEqual(told(folder({ mode: 0o770, gid: 100 })), ['problem own-folder']);
  assert.deepEqual(told(folder({ mode: 0o755 })), ['warning own-folder']);
  assert.deepEqual(told(folder({ mode: 0o755, secret: false })), []);
  assert.deepEqual(told({ memories: [{ namespace: 'me', host: 'laptop', unfinished: false }] }), [
    'warning host-changed',
  ]);
  assert.deepEqual(told({ memories: [{ namespace: 'me', host: null, unfinished: true }] }), ['warning unfinished']);
  assert.deepEqual(told({ lost: [{ namespace: 'me', message: 'lost', hint: 'apply' }] }), ['warning state-lost']);
  const lock = { pid: 4, what: 'apply', sinceMs: NOW - 1000 };
  assert.deepEqual(told({ lock }), ['note locked']);
  const atWork = [{ namespace: 'me', host: null, unfinished: true }];
  assert.deepEqual(told({ lock, memories: atWork }), ['note locked'], 'it is not finished because it is at work');
  assert.deepEqual(told({ lock: { ...lock, sinceMs: NOW - 3_600_000 } }), ['warning locked']);
  assert.deepEqual(told({ latest: { path: '/u/web.service', ms: NOW + 3_600_000 } }), ['warning clock']);
  assert.deepEqual(told({ nowMs: 0 }), ['problem clock']);
});

test('the manifest: errors are problems, the first five of them; warnings stay warnings', () => {
  const error = { severity: 'error', code: 'unknown-key', message: 'unknown key', hint: 'mend' } as const;
  const at = { file: '/w/daemons.yaml', line: 3, column: 5, length: 4 };
  const [one] = judgeManifest([{ ...error, at, daemon: 'web' }], '/w');
  assert.deepEqual([one?.what, one?.daemon], ['daemons.yaml:3:5: unknown key', 'web']);
  const many = Array.from({ length: 9 }, (_, n) => ({ ...error, message: `no ${n}` }));
  assert.match(judgeManifest(many, null).at(-1)?.what ?? '', /4 more errors/);
  assert.deepEqual(codes(judgeManifest([{ ...error, severity: 'warning', code: 'secret' }], null)), ['warning secret']);
});

const ROW: StatusRow = {
  name: 'web',
  domain: 'user',
  state: 'up',
  failed: false,
  pid: 1,
  sinceMs: 1,
  memoryBytes: null,
  restarts: null,
  exited: null,
  lastMs: null,
  nextMs: null,
  sync: 'in-sync',
  why: '',
  change: {
    name: 'web',
    kind: 'keep',
    domain: 'user',
    because: [],
    effect: 'none',
    weights: {},
    running: {},
    work: NO_WORK,
  },
};

test('daemons: failed, unwell, pending, and all that an apply would leave alone', () => {
  const told = (over: Partial<StatusRow>): string[] => codes(judgeRows([{ ...ROW, ...over }], 'me'));
  const left = (because: StatusRow['change']['because']): string[] =>
    told({ sync: 'conflict', change: { ...ROW.change, kind: 'conflict', because } });
  const exited = { result: 'exit-code', status: 3, signal: null } as const;
  assert.deepEqual(told({}), []);
  assert.deepEqual(told({ failed: true, state: 'failed', exited }), ['problem failed']);
  assert.match(judgeRows([{ ...ROW, failed: true, state: 'failed', exited }], 'me')[0]?.what ?? '', /exited 3/);
  assert.deepEqual(told({ unwell: 'no answer' }), ['problem unhealthy']);
  assert.deepEqual(told({ unwell: null }), []);
  for (const sync of ['create', 'change', 'restart', 'start', 'remove'] as const)
    assert.deepEqual(told({ sync }), ['note pending']);
  assert.deepEqual(left([{ kind: 'foreign', path: '/u/web.service', owner: null }]), ['problem stranger']);
  assert.deepEqual(left([{ kind: 'masked', path: '/u/web.service' }]), ['problem masked']);
  assert.deepEqual(left([{ kind: 'elsewhere', path: '/e/web.service' }]), ['problem shadowed']);
  assert.deepEqual(left([{ kind: 'twin', target: 'system/x.web', path: null }]), ['problem twin']);
  assert.deepEqual(left([{ kind: 'unknown', why: 'garbage' }]), ['problem unknown']);
  assert.deepEqual(left([{ kind: 'waits-for', name: 'db' }]), ['problem waits-for']);
  // The preflight tells of each thing by itself.
  const amiss = { severity: 'error', code: 'working-directory', message: 'not there' } as const;
  assert.deepEqual(left([{ kind: 'blocked', problem: amiss }]), []);
});

test('units without a manifest: what their manager tells; drop-ins; logs', () => {
  const observed = (over: Parameters<typeof aUnit>[0]): Observed[] => [
    {
      daemons: [{ name: 'web', files: [], units: [aUnit(over)], remembered: null, watched: {}, missing: [] }],
      memory: { namespace: 'me', manifest: null, host: null, includes: [], unfinished: false, daemons: {} },
      linger: null,
      manager: true,
      self: null,
    },
  ];
  const told = (over: object, known: string[] = []): string[] =>
    codes(judgeUnits(observed({ id: 'web.service', ...over }), new Set(known)));
  const exited = { result: 'exit-code', status: 3, signal: null } as const;
  assert.deepEqual(told({}), []);
  assert.deepEqual(told({ state: { kind: 'failed', exited } }), ['problem failed']);
  assert.deepEqual(told({ state: { kind: 'failed', exited } }, ['web']), [], 'the plan tells of it');
  assert.deepEqual(told({ load: 'masked' }), ['problem masked']);
  assert.deepEqual(told({ load: 'bad' }), ['problem bad-unit']);
  assert.deepEqual(told({ elsewhere: ['/e/web.service'] }), ['warning shadowed']);
  // The plan calls it another unit; what is known better is said.
  const because = [{ kind: 'elsewhere', path: '/e/web.service' }] as const;
  const row: StatusRow = { ...ROW, sync: 'conflict', change: { ...ROW.change, kind: 'conflict', because } };
  const both = observed({ id: 'web.service', load: 'masked', elsewhere: ['/e/web.service'] });
  assert.deepEqual(codes(judgeDaemons([row], 'me', both)), ['problem masked']);
  assert.deepEqual(codes(judgeDaemons([row], 'me', observed({ id: 'web.service' }))), ['problem shadowed']);
  const dropIns = [{ path: '/u/web.service.d/a.conf', text: '', changedMs: 0 }];
  assert.deepEqual(codes(judgeDropIns(observed({ id: 'web.service', dropIns }))), ['note drop-in']);
  assert.deepEqual(codes(judgeDropIns(observed({ id: 'web.service' }))), []);
  const log = { daemon: 'web', path: '/l', bytes: 2 ** 30, keep: 3 };
  assert.deepEqual(codes(judgeLogs([log], [log])), ['warning log-size', 'warning log-size']);
  assert.deepEqual(codes(judgeLogs([], [])), []);
});

test('starts: what the preflight says, why it matters, and every `~` that stays', () => {
  const start = {
    argv: ['/bin/x', '~/a', '--b=~/c', 'd~'],
    searchPath: null,
    env: { A: '~/b', B: 'x~' },
    workingDirectory: null,
    envFiles: [],
    outputs: [],
  };
  const said = { severity: 'error', code: 'launcher', message: 'no uv', hint: 'install it' } as const;
  assert.deepEqual(
    codes(judgeStarts([{ name: 'web', said: [said, { ...said, severity: 'warning' }] }], new Map([['web', start]]))),
    ['problem launcher', 'warning launcher', 'note tilde-stays', 'note tilde-stays', 'note tilde-stays'],
  );
  assert.notEqual(preflightWhy('launcher'), preflightWhy('what nobody knows'));
  const paths = new Map([['web', '/bin']]);
  assert.deepEqual(codes(judgeCommands([{ daemon: 'web', word: 'x', found: null }], paths)), [
    'problem command-not-found',
  ]);
  assert.deepEqual(codes(judgeCommands([{ daemon: 'web', word: 'x', found: '/bin/x' }], paths)), []);
});

const TOLD = {
  findings: [
    problem('failed', {
      daemon: 'web',
      what: '`web` failed: exited 3',
      why: 'it does not do its work',
      mend: 'daemonsync logs web',
    }),
    warning('clock', { what: 'the clock is wrong', why: 'schedules run at the wrong times', mend: 'set it' }),
    note('pending', {
      what: '1 daemon is not as the manifest says',
      why: 'it is about the manifest as it is now',
      mend: 'daemonsync diff',
    }),
  ],
  settings: settingsThatWon({
    ...SAID,
    env: { DAEMONSYNC_FILE: '/home/ann/daemons.yaml' },
    settings: { ...NO_SETTINGS, file: '/x.yaml' },
  }).slice(0, 2),
  commands: [
    { daemon: 'web', word: 'web', found: '/home/ann/bin/web' },
    { daemon: 'job', word: 'gone', found: null },
  ],
  daemons: ['job', 'web'],
};
const STYLE = { paint: plain, columns: 60, home: '/home/ann', quiet: false, line: (text: string) => text };

test('as text: golden', () => {
  assert.deepEqual(doctorLines(TOLD, STYLE), [
    '✗ `web` failed: exited 3',
    '    it does not do its work',
    '  = daemonsync logs web',
    '',
    '! the clock is wrong',
    '    schedules run at the wrong times',
    '  = set it',
    '',
    '· 1 daemon is not as the manifest says',
    '    it is about the manifest as it is now',
    '  = daemonsync diff',
    '',
    'settings that count',
    '  file  ~/daemons.yaml  environment $DAEMONSYNC_FILE, not config.ini (/x.yaml)',
    '  host  desk            this machine',
    '',
    'commands on the daemon’s own PATH',
    '  web  web → ~/bin/web',
    '  job  gone → not found',
    '',
    '1 problem, 1 warning, 1 note; looked at 2 daemons',
  ]);
  const quiet = doctorLines(TOLD, { ...STYLE, quiet: true });
  assert.ok(!quiet.some((line) => line.includes('·') || line.includes('settings')));
  assert.equal(doctorLines({ ...TOLD, findings: [] }, STYLE).at(-1), 'nothing wrong found; looked at 2 daemons');
  assert.ok(
    doctorLines(TOLD, { ...STYLE, paint: colored })
      .join('')
      .includes('\u001b[31m'),
  );
});

test('as JSON: golden, and nothing secret gets by', () => {
  const document = doctorJson(
    {
      ...TOLD,
      ok: false,
      platform: 'systemd',
      namespace: 'me',
      manifest: '/m',
      reachable: true,
      lan: { target: { host: '192.168.1.20', port: 80 }, code: 'ETIMEDOUT', seconds: 5 },
    },
    (text) => text.replace('web', '••••'),
  );
  assert.deepEqual(JSON.parse(JSON.stringify(document)).findings[0], {
    severity: 'problem',
    code: 'failed',
    daemon: 'web',
    what: '`••••` failed: exited 3',
    why: 'it does not do its work',
    mend: 'daemonsync logs ••••',
  });
  assert.deepEqual(JSON.parse(JSON.stringify(document)).lan, { target: '192.168.1.20:80', result: 'ETIMEDOUT' });
});
