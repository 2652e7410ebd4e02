// What a changed unit means for what runs: which directives weigh, which do not, and that nothing cosmetic ever does.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { headerLines, seal } from '../src/mark.ts';
import type { Impact, Role } from '../src/model.ts';
import { reaches } from '../src/systemd/impact-table.ts';
import { differences, weigh } from '../src/systemd/impact.ts';
import { directiveVersion } from '../src/systemd/versions.ts';

const SECTION = { service: 'Service', timer: 'Timer', path: 'Path', socket: 'Socket' } as const;

/** `Key=value` goes to the role's own section, `Section.Key=value` to that one. */
function unit(role: Role, ...lines: readonly string[]): string {
  const sections = new Map<string, string[]>();
  for (const line of lines) {
    const [, section = SECTION[role], assignment = line] = /^([A-Z][A-Za-z-]*)\.(.*)$/.exec(line) ?? [];
    sections.set(section, [...(sections.get(section) ?? []), assignment]);
  }
  return [...sections].map(([name, body]) => [`[${name}]`, ...body, ''].join('\n')).join('\n');
}

const weightOf = (role: Role, text: string): string => weigh(role, text, [], null).restart;

const BASE: Readonly<Record<Role, readonly string[]>> = {
  service: ['Type=exec', 'ExecStart=/bin/a b', 'Environment="A=1"', 'Unit.Description=x'],
  timer: ['OnCalendar=daily', 'AccuracySec=1s'],
  path: ['PathChanged=/a'],
  socket: ['ListenStream=/a', 'SocketMode=0600'],
};

const TABLE: readonly (readonly [Role, impact: Impact, line: string])[] = [
  ...[
    'Unit.Description=other',
    'Unit.Documentation=https://example.com',
    'Unit.After=b.service',
    'Unit.Wants=b.service',
    'Unit.OnFailure=b.service',
    'Unit.StartLimitIntervalSec=0',
    'Unit.StartLimitBurst=3',
    'Unit.X-Mine=1',
    'X-Tool.Key=1',
    'Install.WantedBy=default.target',
    'ExecReload=/bin/kill -HUP $MAINPID',
    'ExecStop=/bin/b',
    'Restart=always',
    'RestartSec=3',
    'KillSignal=SIGINT',
    'KillMode=process',
    'TimeoutStopSec=3',
    'TimeoutStartSec=3',
    'SuccessExitStatus=3',
    'RuntimeMaxSec=3',
    'MemoryMax=1G',
    'CPUQuota=50%',
    'CPUWeight=20',
    'IOWeight=20',
    'TasksMax=20',
  ].map((line) => ['service', 'none', line] as const),
  ...[
    'ExecStart=/bin/c',
    'Environment="A=2"',
    'Environment="B=1"',
    'EnvironmentFile=/e',
    'WorkingDirectory=/w',
    'UMask=0077',
    'User=u',
    'Group=g',
    'Type=notify',
    'NotifyAccess=all',
    'StandardOutput=append:/l',
    'StandardError=append:/l',
    'LimitNOFILE=7',
    'Nice=3',
    'IOSchedulingClass=idle',
    'ExecStartPre=/bin/b',
    'WatchdogSec=3',
    'RemainAfterExit=yes',
    'Slice=b.slice',
    'Delegate=yes',
    'NoSuchDirective=1',
    'Unit.NoSuchDirective=1',
    'Unit.ConditionPathExists=/c',
  ].map((line) => ['service', 'restart', line] as const),
  ['timer', 'restart', 'OnCalendar=weekly'],
  ['timer', 'restart', 'OnActiveSec=5'],
  ['timer', 'restart', 'OnUnitActiveSec=5'],
  ['timer', 'restart', 'Persistent=true'],
  ['timer', 'none', 'AccuracySec=2s'],
  ['timer', 'none', 'RandomizedDelaySec=5'],
  ['timer', 'none', 'FixedRandomDelay=true'],
  ['timer', 'none', 'Unit.Description=x'],
  ['path', 'none', 'PathChanged=/b'],
  ['path', 'restart', 'MakeDirectory=yes'],
  ['socket', 'restart', 'ListenStream=/b'],
  ['socket', 'restart', 'SocketMode=0660'],
  ['socket', 'restart', 'FileDescriptorName=b'],
  ['socket', 'none', 'Install.WantedBy=sockets.target'],
];

for (const [role, impact, line] of TABLE) {
  test(`${role}: ${line} is ${impact}`, () => {
    const [before, after] = [unit(role, ...BASE[role]), unit(role, ...BASE[role], line)];
    assert.equal(weightOf(role, before) !== weightOf(role, after), impact === 'restart');
    const what = /^([A-Z][A-Za-z-]*)\./.test(line)
      ? line.replace(/^([^.]*)\.([^=]*)=.*$/, '[$1] $2')
      : `[${SECTION[role]}] ${line.replace(/=.*$/, '')}`;
    assert.deepEqual(differences(`/u/x.${role}`, before, after), [{ what, impact }]);
    assert.deepEqual(differences(`/u/x.${role}`, after, before), [{ what, impact }]);
  });
}

test('every directive in the table is one that systemd knows, in that section', () => {
  const sections = { service: ['Unit', 'Service'], timer: ['Timer'], path: ['Path'], socket: ['Socket'] } as const;
  const seen = new Set<string>();
  for (const [role, , line] of TABLE) {
    const key = line.replace(/^[A-Z][A-Za-z-]*\./, '').replace(/=.*$/, '');
    const section = sections[role].find((one) => directiveVersion(one, key) !== 'unknown');
    if (section !== undefined && reaches(role, section, key) !== 'start') seen.add(`${section}.${key}`);
  }
  assert.ok(seen.size > 25, [...seen].join(' '));
});

const SAME: readonly (readonly [what: string, a: string, b: string])[] = [
  ['the order of keys', unit('service', 'Type=exec', 'UMask=0022'), unit('service', 'UMask=0022', 'Type=exec')],
  [
    'the order of sections',
    '[Unit]\nConditionHost=a\n[Service]\nType=exec\n',
    '[Service]\nType=exec\n[Unit]\nConditionHost=a\n',
  ],
  [
    'comments, blanks and continuations',
    '[Service]\nExecStart=/a b c\n',
    '# x\n[Service]\n\n  ExecStart = /a b \\\n  c  \n;y\n',
  ],
  ['an assignment that is reset', '[Service]\nExecStart=/b\n', '[Service]\nExecStart=/a\nExecStart=\nExecStart=/b\n'],
  ['a scalar said twice', '[Service]\nNice=3\n', '[Service]\nNice=1\nNice=3\n'],
  [
    'the order of the environment',
    '[Service]\nEnvironment="A=1"\nEnvironment="B=2"\n',
    '[Service]\nEnvironment=B=2 "A=1"\n',
  ],
  ['an environment said twice', '[Service]\nEnvironment=A=2\n', '[Service]\nEnvironment=A=1\nEnvironment=A=2\n'],
  ['how words are quoted', '[Service]\nExecStart=/a "b" \'c d\'\n', '[Service]\nExecStart=/a b "c d"\n'],
  ['soft and hard limit', '[Service]\nLimitNOFILE=7\n', '[Service]\nLimitNOFILE=7:7\n'],
  ['units of time', '[Service]\nWatchdogSec=90\n', '[Service]\nWatchdogSec=1min 30s\n'],
  ['words for yes', '[Service]\nRemainAfterExit=yes\n', '[Service]\nRemainAfterExit=true\n'],
];

for (const [what, a, b] of SAME)
  test(`the same weight: ${what}`, () => assert.equal(weightOf('service', a), weightOf('service', b)));

const DIFFERENT: readonly (readonly [what: string, a: string, b: string])[] = [
  [
    'the order of commands',
    '[Service]\nExecStartPre=/a\nExecStartPre=/b\n',
    '[Service]\nExecStartPre=/b\nExecStartPre=/a\n',
  ],
  ['one word or two', '[Service]\nExecStart=/a "b c"\n', '[Service]\nExecStart=/a b c\n'],
  [
    'a semicolon that is quoted',
    '[Service]\nType=oneshot\nExecStart=/a ; /b\n',
    '[Service]\nType=oneshot\nExecStart=/a ";" /b\n',
  ],
  ['a group called yes', '[Service]\nGroup=yes\n', '[Service]\nGroup=true\n'],
  ['no such assignment and an empty one', '[Service]\nEnvironment=A=\n', '[Service]\nType=exec\n'],
  ['a header that makes the whole unit wrong', '[Service]\nNice=1\n', '[Service]\nNice=1\n[Install\n'],
];

for (const [what, a, b] of DIFFERENT)
  test(`another weight: ${what}`, () => assert.notEqual(weightOf('service', a), weightOf('service', b)));

test('a drop-in weighs with its unit, by what it says and not by where it lies', () => {
  const text = unit('service', ...BASE.service);
  const withDropIn = (path: string, said: string): string =>
    weigh('service', text, [{ path, text: said }], null).restart;
  assert.equal(withDropIn('/u/x.service.d/a.conf', '[Unit]\nDescription=y\n'), weightOf('service', text));
  assert.equal(
    withDropIn('/u/x.service.d/a.conf', '[Service]\nNice=3\n'),
    weightOf('service', `${text}[Service]\nNice=3\n`),
  );
  assert.equal(
    withDropIn('/u/x.service.d/a.conf', '[Service]\nNice=3\n'),
    withDropIn('/v/service.d/b.conf', '[Service]\nNice=3\n'),
  );
  assert.deepEqual(differences('/u/x.service.d/a.conf', '[Service]\nNice=3\n', '[Service]\nNice=4\n'), [
    { what: '[Service] Nice', impact: 'restart' },
  ]);
});

test('of a wrapper all but its header weighs, and only for a service', () => {
  const script = (from: string, body: string): string =>
    seal(
      `#!/bin/sh\n${headerLines({ namespace: 'n', daemon: 'd', from })
        .map((line) => `# ${line}\n`)
        .join('')}\n${body}`,
    );
  const text = unit('service', ...BASE.service);
  const wrapped = (role: Role, wrapper: string | null): string => weigh(role, text, [], wrapper).restart;
  assert.equal(wrapped('service', script('a', 'exec x\n')), wrapped('service', script('b', 'exec x\n')));
  assert.notEqual(wrapped('service', script('a', 'exec x\n')), wrapped('service', script('a', 'exec y\n')));
  assert.notEqual(wrapped('service', script('a', 'exec x\n')), wrapped('service', null));
  assert.equal(wrapped('timer', script('a', 'exec x\n')), wrapped('timer', null));
  // A line that only looks like a header, in a script that is nobody's or further down, is part of what it does.
  assert.notEqual(
    wrapped('service', script('a', '# daemonsync: namespace=x\nexec x\n')),
    wrapped('service', script('a', 'exec x\n')),
  );
  assert.deepEqual(differences('/w/n/d', script('a', 'exec x\n'), script('b', 'exec x\n')), [
    { what: 'comments and layout', impact: 'none' },
  ]);
  assert.deepEqual(differences('/w/n/d', script('a', 'exec x\n'), script('b', 'exec y\n')), [
    { what: 'the script', impact: 'restart' },
  ]);
});

const KEYS = ['ExecStart', 'Environment', 'UMask', 'Nice', 'Type', 'Restart', 'MemoryMax', 'KillSignal', 'Unknown'];
const value = fc.constantFrom('/a', '/a b', 'A=1', '"B=2 3"', '0022', '1', 'yes', '-x', '90s', 'a:b');
const line = fc.tuple(fc.constantFrom(...KEYS), value).map(([key, text]) => ({ key, text }));
const lines = fc.array(line, { maxLength: 8 });
const written = (all: readonly { key: string; text: string }[]): string =>
  `[Service]\n${all.map(({ key, text }) => `${key}=${text}\n`).join('')}`;

test('random units: a file differs from itself in nothing, and cosmetics weigh nothing', () => {
  fc.assert(
    fc.property(
      lines,
      lines,
      fc.constantFrom('# c\n', '\n', '; c\n', '[X-A]\nB=c\n[Service]\n'),
      (all, extra, noise) => {
        const text = written(all);
        assert.deepEqual(differences('/u/x.service', text, text), []);
        const cosmetic = extra.filter(({ key }) => reaches('service', 'Service', key) !== 'start');
        const dressed = `${noise}${written(all).replace('[Service]\n', `[Service]\n${noise}`)}[Install]\nWantedBy=a.target\n[Unit]\nDescription=d\n${written(cosmetic)}`;
        assert.equal(weightOf('service', text), weightOf('service', dressed));
      },
    ),
  );
});

test('random units: they weigh differently exactly where a difference is said to need a restart', () => {
  let restarts = 0;
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const [before, after] = [written(a), written(b)];
      const needed = differences('/u/x.service', before, after).some(({ impact }) => impact === 'restart');
      restarts += Number(needed);
      assert.equal(weightOf('service', before) !== weightOf('service', after), needed);
    }),
    { numRuns: 300 },
  );
  assert.ok(restarts > 20, `${restarts}`);
});
