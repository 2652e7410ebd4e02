// launchctl's refusals, its tables of overrides and the legacy `list`, by hand: every text of the evidence, and what is like one.

import assert from 'node:assert/strict';
import test from 'node:test';
import { refusalOf } from '../src/launchd/print/errors.ts';
import { readList, readListed } from '../src/launchd/print/list.ts';
import { readDisabled } from '../src/launchd/print/disabled.ts';
import type { RefusalKind } from '../src/launchd/print/printed.ts';
import { xpcError } from '../src/launchd/print/xpc-errors.ts';

const NOT_FOUND = 'Could not find service "dev.example.web" in domain for user gui: 501';
const RICHER = 'Try re-running the command as root for richer errors.';
const SIP = 'Operation not permitted while System Integrity Protection is engaged';

const REFUSALS: readonly (readonly [code: number, stderr: string, kind: RefusalKind, words?: string])[] = [
  [113, `Bad request.\n${NOT_FOUND}\n`, 'no-such-service', NOT_FOUND],
  [113, `${NOT_FOUND}\n`, 'no-such-service', NOT_FOUND],
  [113, 'Could not find service "io.redis.redis-server" in domain for system\n', 'no-such-service'],
  [112, 'Bad request.\nCould not find domain for user gui: 99\n', 'no-such-domain'],
  [125, 'Bootstrap failed: 125: Domain does not support specified action\n', 'no-such-domain'],
  [125, 'Could not print domain: 125: Domain does not support specified action\n', 'no-such-domain'],
  [3, 'Boot-out failed: 3: No such process\n', 'no-such-service'],
  [36, 'Boot-out failed: 36: Operation now in progress\n', 'in-progress'],
  [37, 'Bootstrap failed: 37: Operation already in progress\n', 'in-progress'],
  [5, 'Bootstrap failed: 5: Input/output error\n', 'io'],
  [5, `Bootstrap failed: 5: Input/output error\n${RICHER}\n`, 'io', 'Bootstrap failed: 5: Input/output error'],
  [5, 'Boot-out failed: 5: Input/output error\n', 'io'],
  [119, '/L/x.plist: Service is disabled\nBootstrap failed: 119: Service is disabled\n', 'disabled'],
  [5, '/L/x.plist: Service is disabled\nBootstrap failed: 5: Input/output error\n', 'disabled'],
  [2, '/L/x.plist: No such file or directory\nBoot-out failed: 2: No such file or directory\n', 'no-such-file'],
  [122, 'Bootstrap failed: 122 Path had bad ownership/permissions\n', 'bad-owner-or-mode'],
  [0, '/L/x.plist: Path had bad ownership/permissions\n', 'bad-owner-or-mode'],
  [0, 'launchctl: Dubious permissions on file (skipping): /L/x.plist\nnothing found to unload\n', 'bad-owner-or-mode'],
  [0, '/L/x.plist: Service cannot load in requested session\n', 'wrong-session'],
  [109, 'Bootstrap failed: 109: Invalid property list\n', 'bad-plist'],
  [
    133,
    '/a: Service is disabled\n/b: Service is disabled\nBootstrap failed: 133: Multiple errors were returned; see stderr\n',
    'disabled',
  ],
  [
    133,
    '/a: Service is disabled\n/b: Invalid property list\nBootstrap failed: 133: Multiple errors were returned; see stderr\n',
    'several',
  ],
  [1, 'Could not print domain: 1: Operation not permitted\n', 'not-permitted'],
  [1, 'Could not kickstart service "local.token.meter.collector": 1: Operation not permitted\n', 'not-permitted'],
  [150, `Could not kickstart service "com.apple.sharingd": 150: ${SIP}\n`, 'not-permitted'],
  [150, `Boot-out failed: 150: ${SIP}\n`, 'not-permitted'],
  [0, `/L/x.plist: ${SIP}\n`, 'not-permitted'],
  [1, 'Not privileged to signal service.\n', 'not-permitted'],
  [64, 'Unrecognized target specifier.\n', 'usage'],
  [
    64,
    'Unrecognized target specifier.\nUsage: launchctl bootout <domain-target>\n',
    'usage',
    'Unrecognized target specifier.',
  ],
  [3, 'No process to signal.\n', 'not-running'],
  [
    0,
    'Load failed: 5: Input/output error\nTry running `launchctl bootstrap` as root for richer errors.\n',
    'io',
    'Load failed: 5: Input/output error',
  ],
  [
    0,
    'Warning: Expecting a LaunchDaemons path since the command was ran as root. Got LaunchAgents instead.\n`launchctl bootout` is a recommended alternative.\nUnload failed: 5: Input/output error\nTry running `launchctl bootout` as root for richer errors.\n',
    'io',
    'Unload failed: 5: Input/output error',
  ],
  // With what sudo, an old launchctl or a shell puts before and after; without a word of it; in another language.
  [3, 'Password:\nBoot-out failed: 3: No such process\n', 'no-such-service', 'Boot-out failed: 3: No such process'],
  [
    113,
    'We trust you have received the usual lecture from the local System\nAdministrator.\n\n    #1) Respect the privacy of others.\n\nPassword:\nBad request.\nCould not find service "x" in domain for system\n',
    'no-such-service',
    'Could not find service "x" in domain for system',
  ],
  [113, 'Could not find service "a b" in domain for port\n', 'no-such-service'],
  [113, 'Could not find service "a" in domain for login: 100005\n', 'no-such-service'],
  [112, 'Could not find domain for login: 100005\n', 'no-such-domain'],
  [125, 'Could not print domain: 125: Domain does not support specified action\n', 'no-such-domain'],
  [5, 'Bootstrap failed: 5: Eingabe-/Ausgabefehler\n', 'io'],
  [
    5,
    '/a.plist: Service is disabled\n/b.plist: Service is disabled\nBootstrap failed: 5: Input/output error\n',
    'disabled',
  ],
  [
    5,
    '/a.plist: Service is disabled\n/b.plist: Invalid property list\nBootstrap failed: 5: Input/output error\n',
    'several',
  ],
  [5, '/a.plist: service already bootstrapped\nBootstrap failed: 5: Input/output error\n', 'already-there'],
  [0, '/a.plist: service already loaded\n', 'already-there'],
  [0, '/a.plist: Could not find specified service\n', 'no-such-service'],
  [0, '/a.plist: Service cannot load in requested session\n', 'wrong-session'],
  [0, '~/Library/LaunchAgents/a.plist: Path had bad ownership/permissions\n', 'bad-owner-or-mode'],
  [0, 'a.plist: Invalid property list\n', 'bad-plist'],
  [0, 'launchctl: Couldn\'t stat("/a.plist"): No such file or directory\nnothing found to load\n', 'no-such-file'],
  [122, 'Bootstrap failed: 122 Path had bad ownership/permissions\n', 'bad-owner-or-mode'],
  [119, 'Could not kickstart service "x": 119: Service is disabled\n', 'disabled'],
  [150, 'Not privileged to signal service.\n', 'not-permitted'],
  [36, '', 'in-progress', ''],
  [78, '78: Function not implemented\n', 'unknown'],
  [155, 'Bootstrap failed: 155: Refusing to execute/trust quarantined program/file\n', 'quarantined'],
  [124, 'Bootstrap failed: 124: Domain is tearing down\n', 'domain-ending'],
  // Not launchctl's, or not of one mind: nothing is claimed.
  [1, 'sudo: a password is required\n', 'unknown', 'sudo: a password is required'],
  [1, '', 'unknown', ''],
  [2, 'sh: launchctl: not found\n', 'unknown'],
  [127, 'sh: launchctl: not found\n', 'unknown'],
  [113, 'Could not find domain for user gui: 501\n', 'unknown'],
  [3, 'Boot-out failed: 36: Operation now in progress\n', 'unknown'],
  [0, '', 'unknown', ''],
  [77, 'what is this\n', 'unknown', 'what is this'],
];

test('every refusal of the evidence', () => {
  for (const [code, stderr, kind, words] of REFUSALS) {
    const refusal = refusalOf(code, stderr);
    assert.equal(refusal.kind, kind, `${code} ${stderr}`);
    assert.equal(refusal.code, code);
    if (words !== undefined) assert.equal(refusal.words, words);
    assert.deepEqual(refusalOf(code, stderr.replaceAll('\n', '\r\n')), refusal);
  }
});

test('the words, the number, the paths', () => {
  const refusal = refusalOf(
    133,
    '/a b: Service is disabled\n/c: d: Invalid property list\nBootstrap failed: 133: Multiple errors were returned; see stderr\n',
  );
  assert.deepEqual(refusal, {
    kind: 'several',
    code: 133,
    number: 133,
    words: 'Bootstrap failed: 133: Multiple errors were returned; see stderr',
    meaning: 'Multiple errors were returned; see stderr',
    paths: [
      { path: '/a b', reason: 'Service is disabled' },
      { path: '/c: d', reason: 'Invalid property list' },
    ],
  });
  assert.deepEqual([107, 112, 113, 117, 125, 150, 158, 159, 160, 106, 37, 4].map(xpcError), [
    'Malformed bundle',
    'Could not find specified domain',
    'Could not find specified service',
    null,
    'Domain does not support specified action',
    SIP,
    'Service cannot be loaded on current os variant',
    'Unknown error',
    null,
    null,
    'Operation already in progress',
    null,
  ]);
});

test('overrides, in both dialects', () => {
  const table =
    '\n\tdisabled services = {\n\t\t"a.b" => disabled\n\t\t"c => d" => enabled\n\t\t"e@14" => enabled\n\t}\n\tlogin item associations = {\n\t\t"x" => "disabled"\n\t}\n';
  const wanted = {
    read: new Map([
      ['a.b', true],
      ['c => d', false],
      ['e@14', false],
    ]),
  };
  assert.deepEqual(readDisabled(table), wanted);
  assert.deepEqual(
    readDisabled(table.replaceAll('=> disabled', '=> true').replaceAll('=> enabled', '=> false')),
    wanted,
  );
  assert.deepEqual(readDisabled(table.replaceAll('\t', '        ')), wanted);
  assert.deepEqual(readDisabled('\tdisabled services = {\n\t}\n'), { read: new Map() });
  const why = (text: string): string => {
    const reading = readDisabled(text);
    return 'read' in reading ? 'read' : reading.unreadable;
  };
  assert.equal(why(''), 'launchctl printed nothing');
  assert.equal(why('Could not print domain: 1: x'), 'it does not begin with the disabled services');
  assert.equal(why(table.slice(0, 40)), 'it is cut off before its end');
  assert.equal(why(table.replace('=> disabled', '=> perhaps')), 'a row that says neither: "a.b" => perhaps');
  assert.equal(why(table.replace('c => d', 'a.b')), 'a.b is both enabled and disabled');
  assert.equal(why(table + table), 'it has two tables of disabled services');
});

test('the legacy list', () => {
  assert.deepEqual(readList('PID\tStatus\tLabel\n-\t0\ta.b\n12\t-9\tc d\n-\t78\te\n'), {
    read: new Map([
      ['a.b', { pid: null, status: '0' }],
      ['c d', { pid: 12, status: '-9' }],
      ['e', { pid: null, status: '78' }],
    ]),
  });
  assert.ok('unreadable' in readList(''));
  assert.ok('unreadable' in readList('-\t0\ta.b\n'));
  assert.ok('unreadable' in readList('PID\tStatus\tLabel\noops\n'));
});

const LISTED = `{
\t"Label" = "dev.example.web";
\t"LastExitStatus" = 19200;
\t"PID" = 4711;
\t"Program" = "/bin/sh";
\t"ProgramArguments" = (
\t\t"/bin/sh";
\t\t"a "b" = (";
\t);
\t"MachServices" = {
\t\t"x" = mach-port-object;
\t};
};
`;

test('the legacy list of one label', () => {
  const read = (text: string): unknown => {
    const reading = readListed(text);
    return 'read' in reading
      ? [reading.read.pid, reading.read.lastExit, reading.read.unexplained.length]
      : reading.unreadable;
  };
  assert.deepEqual(readListed(LISTED), {
    read: {
      label: 'dev.example.web',
      pid: 4711,
      waitStatus: 19200,
      lastExit: { kind: 'code', code: 75 },
      program: '/bin/sh',
      arguments: ['/bin/sh', 'a "b" = ('],
      stdoutPath: null,
      stderrPath: null,
      unexplained: [],
    },
  });
  assert.deepEqual(read(LISTED.replace('19200', '9')), [4711, { kind: 'signal', signal: 'KILL', number: 9 }, 0]);
  assert.deepEqual(read(LISTED.replace('19200', '0')), [4711, null, 0]);
  // An argument with newlines in it may be anything: then no number is believed.
  const evil = LISTED.replace('\t"PID" = 4711;\n', '').replace(
    '/bin/sh";\n\t\t',
    '/bin/sh";\n\t);\n\t"PID" = 5;\n\t"Z" = (\n\t\t',
  );
  assert.deepEqual(read(evil), [null, null, 1]);
  assert.deepEqual(read(LISTED.replace('\t"PID"', '\t"PID" = 5;\n\t"PID"')), [null, null, 0]);
  assert.deepEqual(read(LISTED.replace('"a "b"', '"a\n\t"PID" = 6;\n"b"')), [null, null, 4]);
  assert.equal(read(''), 'launchctl printed nothing');
  assert.equal(read('x'), 'it does not begin with a brace');
  assert.equal(read(LISTED.slice(0, -4)), 'it is cut off before its end');
  assert.equal(read(LISTED + LISTED), 'it goes on after its end');
});
