// What launchd prints of a job that it holds × the plist that is wanted: every key, there and not there, the same and another,
// and what no print tells for certain.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { definitionOf, differing } from '../src/launchd/loaded/definition.ts';
import type { PrintedService } from '../src/launchd/print/printed.ts';
import {
  calendarTrigger,
  FIELDS,
  jobOf,
  type Keys,
  KEYS,
  PATH,
  pathsTrigger,
  PRINTED,
} from './support/printed-fields.ts';

test('each key is seen in a print that has it, and missed in one that has not', () => {
  for (const { keys, print, told, also = [], oneWay } of FIELDS) {
    const [plain, full] = [jobOf(KEYS), jobOf({ ...KEYS, ...keys })];
    const printed = { ...PRINTED, ...print };
    const about = JSON.stringify(keys);
    assert.equal(definitionOf(printed, full, PATH), 'wanted', about);
    assert.deepEqual(differing(printed, full, PATH), [], about);
    assert.deepEqual([...differing(printed, plain, PATH)].sort(), [...told].sort(), `${about}, no more wanted`);
    assert.deepEqual(
      [...differing(PRINTED, full, PATH)].sort(),
      oneWay ? [] : [...told, ...also].sort(),
      `${about}, wanted now`,
    );
  }
  assert.equal(definitionOf(PRINTED, jobOf(KEYS), PATH), 'wanted');
});

test('each value that has changed is seen', () => {
  const CHANGED: readonly (readonly [Keys, Partial<PrintedService>, string])[] = [
    [{ ProgramArguments: ['/bin/x', 'b'] }, {}, 'ProgramArguments'],
    [{ ProgramArguments: ['/bin/x', 'a', ''] }, {}, 'ProgramArguments'],
    [{ ProgramArguments: ['/bin/x'] }, {}, 'ProgramArguments'],
    [{ ProgramArguments: ['/bin/x', 'a b'] }, { arguments: ['/bin/x', 'a', 'b'] }, 'ProgramArguments'],
    [{ ProgramArguments: ['/bin/x', 'a\nc'] }, { arguments: ['/bin/x', 'a', 'd'] }, 'ProgramArguments'],
    [{ ProgramArguments: ['/bin/y', 'a'] }, { arguments: ['/bin/y', 'a'] }, 'Program'],
    [{ Program: '/bin/y' }, {}, 'Program'],
    [{ EnvironmentVariables: { A: '1' } }, { environment: { A: '2' } }, 'EnvironmentVariables A'],
    [{ EnvironmentVariables: { A: '' } }, { environment: {} }, 'EnvironmentVariables A'],
    [{ EnvironmentVariables: { A: 'x\ny' } }, { environment: { A: 'x\nz' } }, 'EnvironmentVariables A'],
    [{ WorkingDirectory: '/a' }, { workingDirectory: '/b' }, 'WorkingDirectory'],
    [{ StandardOutPath: '/dev/null' }, { stdoutPath: '/b' }, 'StandardOutPath'],
    [{ StandardErrorPath: '/a' }, { stderrPath: '/dev/null' }, 'StandardErrorPath'],
    [{ Umask: '027' }, { umask: '22' }, 'Umask'],
    [{ ExitTimeOut: 30 }, { exitTimeout: 20 }, 'ExitTimeOut'],
    [{ ThrottleInterval: 20 }, { minimumRuntime: 10 }, 'ThrottleInterval'],
    [{ ThrottleInterval: 20 }, { minimumRuntime: 30 }, 'ThrottleInterval'],
    [{ ThrottleInterval: 20 }, { minimumRuntime: 10, throttledFor: 1200 }, 'ThrottleInterval'],
    [{ StartInterval: 60 }, { runInterval: 61 }, 'StartInterval'],
    [{ Nice: 1 }, { nice: 2 }, 'Nice'],
    [{ ProcessType: 'Background' }, { spawnType: 4 }, 'ProcessType'],
    [
      { SoftResourceLimits: { NumberOfFiles: 1 } },
      { resourceLimits: { 'maxfiles (soft)': '2' } },
      'SoftResourceLimits',
    ],
    [{ KeepAlive: { SuccessfulExit: true } }, { semaphores: { 'successful exit': '0' } }, 'KeepAlive'],
    [{ KeepAlive: { SuccessfulExit: false } }, { properties: ['keepalive'] }, 'KeepAlive'],
    [{ StartCalendarInterval: [{ Hour: 1 }] }, { triggers: [calendarTrigger({ Hour: '2' })] }, 'StartCalendarInterval'],
    [
      { StartCalendarInterval: [{ Hour: 1 }] },
      { triggers: [calendarTrigger({ Minute: '1' })] },
      'StartCalendarInterval',
    ],
    [
      { StartCalendarInterval: [{ Hour: 1 }, { Hour: 1 }] },
      { triggers: [calendarTrigger({ Hour: '1' })] },
      'StartCalendarInterval',
    ],
    [{ WatchPaths: ['/a', '/b'] }, { triggers: [pathsTrigger('WatchPaths', '/a')] }, 'WatchPaths'],
    [{ Sockets: { a: {} } }, { sockets: ['b'] }, 'Sockets'],
  ];
  for (const [keys, print, told] of CHANGED) {
    const job = jobOf({ ...KEYS, ...keys });
    assert.ok(differing({ ...PRINTED, ...print }, job, PATH).includes(told), `${JSON.stringify(keys)}: ${told}`);
    assert.equal(definitionOf({ ...PRINTED, ...print }, job, PATH), 'another');
  }
});

test('what is printed of root’s own jobs', () => {
  const root = { ...PRINTED, target: 'system/x' };
  const as = (keys: Keys, print: Partial<PrintedService>, base = root): readonly string[] =>
    differing({ ...base, ...print }, jobOf({ ...KEYS, ...keys }), PATH);
  assert.deepEqual(as({ UserName: 'ann', GroupName: 'staff' }, { username: 'ann', group: 'staff' }), []);
  assert.deepEqual(as({ UserName: 'ann' }, { username: 'bob', group: 'staff' }), ['UserName']);
  assert.deepEqual(as({ UserName: 'ann', GroupName: 'wheel' }, { username: 'ann', group: 'staff' }), ['GroupName']);
  assert.deepEqual(as({}, { username: 'ann' }), ['UserName']);
  assert.deepEqual(as({}, { username: 'root' }), []);
  assert.deepEqual(as({ UserName: 'ann' }, {}), ['UserName']);
  assert.deepEqual(as({ UserName: 'ann' }, { type: null }), []);
  assert.deepEqual(as({ UserName: 'root' }, {}), [], 'whether root is named is not known');
  assert.deepEqual(as({ UserName: 'ann' }, { username: 'bob' }, PRINTED), [], 'agents have no say in it');
});

test('what is not told for certain is no difference', () => {
  const SAME: readonly (readonly [Keys, Partial<PrintedService>])[] = [
    [{ ExitTimeOut: 0 }, { exitTimeout: 5 }],
    [{}, { exitTimeout: 20 }],
    [{ ThrottleInterval: 10 }, { minimumRuntime: 80, lastExit: { kind: 'signal', signal: 'BUS', number: 10 } }],
    [{ ThrottleInterval: 10 }, { minimumRuntime: 80, throttledFor: 1200 }],
    [{ ThrottleInterval: 10 }, { minimumRuntime: 80, properties: ['exponential throttling'] }],
    [{ StandardOutPath: '/dev/null' }, {}],
    [{ StandardOutPath: '/dev/null' }, { stdoutPath: '/dev/null' }],
    [{}, { stdoutPath: '/dev/null' }],
    [{ KeepAlive: { PathState: { '/x': true } } }, { properties: ['keepalive'] }],
    [{ ProcessType: 'Standard' }, { spawnType: 1 }],
    [{ POSIXSpawnType: 'Interactive' }, { spawnType: 4 }],
    [{}, { environment: { MallocSpaceEfficient: '1', XPC_FLAGS: '1', OSLogRateLimit: '1' } }],
    [{ EnvironmentVariables: { XPC_FLAGS: '2', OSLogRateLimit: '3' } }, { environment: { OSLogRateLimit: '64' } }],
    [{ EnvironmentVariables: { A: 'x\n\t\ty => z' } }, { environment: { A: 'x', y: 'z' } }],
    [{ EnvironmentVariables: { A: 'x\ny' } }, { environment: { A: 'x\ny', B: '1' } }],
    [{ EnvironmentVariables: { A: ' 1 ' } }, { environment: { A: '1' } }],
    [{ EnvironmentVariables: { A: 'x\ny' } }, { environment: { A: 'x\\ny' } }],
    [{ ProgramArguments: ['/bin/x', 'a\nb'] }, { arguments: ['/bin/x', 'a\nb'] }],
    [{ ProgramArguments: ['/bin/x', 'a\n\t\tb'] }, { arguments: ['/bin/x', 'a', 'b'] }],
    [{ EnableGlobbing: true, ProgramArguments: ['/bin/*', 'a'] }, { arguments: ['/bin/x', 'a'] }],
    [{ ProgramArguments: ['x', 'a'] }, { program: '/usr/bin/x', arguments: ['x', 'a'] }],
    [{ StartCalendarInterval: 'daily' }, {}],
    [{ SoftResourceLimits: { NumberOfFiles: 9 } }, { resourceLimits: { 'maxfiles (soft)': '(infinity)' } }],
    [{ LowPriorityIO: true, SomethingNew: 1 }, {}],
  ];
  for (const [keys, print] of SAME) {
    const job = jobOf({ ...KEYS, ...keys });
    const printed = { ...PRINTED, ...print };
    const told = differing(printed, job, PATH);
    assert.deepEqual(told, [], `${JSON.stringify(keys)} ${JSON.stringify(print)}`);
  }
});

test('a print that is old, or in doubt, or says little', () => {
  const job = jobOf({ ...KEYS, WorkingDirectory: '/w', KeepAlive: true, StartInterval: 5, Sockets: { a: {} } });
  assert.equal(definitionOf(PRINTED, job, PATH), 'another');
  assert.equal(definitionOf({ ...PRINTED, type: null }, job, PATH), 'wanted', 'before macOS 11');
  const doubtful: PrintedService = {
    ...PRINTED,
    inDoubt: ['workingDirectory', 'properties', 'semaphores', 'runInterval', 'sockets'],
  };
  assert.deepEqual(differing(doubtful, job, PATH), []);
  const little: PrintedService = { ...PRINTED, program: null, arguments: null, environment: null };
  assert.equal(definitionOf(little, job, PATH), 'unclear');
  assert.equal(
    definitionOf({ ...PRINTED, path: null, inDoubt: ['path'], type: 'Submitted' }, jobOf(KEYS), PATH),
    'unclear',
  );
  assert.equal(definitionOf({ ...PRINTED, path: null, type: 'Submitted' }, jobOf(KEYS), PATH), 'another');
  assert.equal(definitionOf({ ...PRINTED, arguments: null, inDoubt: ['arguments'] }, jobOf(KEYS), PATH), 'unclear');
  assert.deepEqual(differing(PRINTED, jobOf(KEYS), '/Library/LaunchAgents/x.plist'), ['path']);
  assert.deepEqual(differing({ ...PRINTED, path: '/private/tmp/x.plist' }, jobOf(KEYS), '/tmp/x.plist'), []);
});

test('no value is ever told', () => {
  const job = jobOf({ ...KEYS, ProgramArguments: ['/bin/x', 'hunter2'], EnvironmentVariables: { TOKEN: 'hunter2' } });
  assert.deepEqual(differing(PRINTED, job, PATH), ['ProgramArguments', 'EnvironmentVariables TOKEN']);
});
