// A print of a job as macOS 26 has it, and how each key of a plist shows in one.

import assert from 'node:assert/strict';
import { type NormalJob, readJob } from '../../src/launchd/plist/job.ts';
import { plistText } from '../../src/launchd/plist/text.ts';
import type { PrintedService } from '../../src/launchd/print/printed.ts';
import type { RawValue } from '../../src/model.ts';

export type Keys = Readonly<Record<string, RawValue>>;

export const jobOf = (keys: Keys): NormalJob => {
  const reading = readJob(plistText(keys, []));
  assert.ok('read' in reading);
  return reading.read;
};

/** A whole print, as macOS 26 has it, of a job with nothing but arguments. */
export const PRINTED: PrintedService = {
  target: 'gui/501/x',
  label: 'x',
  path: '/Users/ann/Library/LaunchAgents/x.plist',
  type: 'LaunchAgent',
  state: 'running',
  jobState: 'running',
  program: '/bin/x',
  arguments: ['/bin/x', 'a'],
  environment: { OSLogRateLimit: '64', XPC_SERVICE_NAME: 'x' },
  workingDirectory: null,
  stdinPath: null,
  stdoutPath: null,
  stderrPath: null,
  domain: 'gui/501',
  asid: 100_017,
  umask: null,
  username: null,
  group: null,
  minimumRuntime: 10,
  exitTimeout: 5,
  runInterval: null,
  nice: null,
  runs: 1,
  pid: 7,
  lastExit: { kind: 'never' },
  semaphores: {},
  triggers: [],
  sockets: [],
  spawnType: 3,
  resourceLimits: {},
  properties: ['inferred program'],
  throttledFor: null,
  inDoubt: [],
  unexplained: [],
};
export const PATH = '/Users/ann/Library/LaunchAgents/x.plist';
export const KEYS: Keys = { Label: 'x', ProgramArguments: ['/bin/x', 'a'] };

export const calendarTrigger = (
  descriptor: Readonly<Record<string, string>>,
  n = 1,
): PrintedService['triggers'][number] => ({
  name: `x.${n}`,
  stream: 'com.apple.launchd.calendarinterval',
  descriptor,
});
export const pathsTrigger = (key: string, ...paths: readonly string[]): PrintedService['triggers'][number] => ({
  name: `com.apple.launchd.${key}`,
  stream: 'com.apple.fsevents.matching',
  descriptor: { [key]: paths },
});

/** Keys, how they are printed, and the difference between a job with them and one without: both ways, unless said. */
export const FIELDS: readonly {
  readonly keys: Keys;
  readonly print: Partial<PrintedService>;
  readonly told: readonly string[];
  /** What is told as well where it is wanted and not there. */
  readonly also?: readonly string[];
  /** What is not printed says nothing: only the print that has it, against a plist that has not. */
  readonly oneWay?: true;
}[] = [
  { keys: { WorkingDirectory: '/w' }, print: { workingDirectory: '/w' }, told: ['WorkingDirectory'] },
  { keys: { StandardOutPath: '/o' }, print: { stdoutPath: '/o' }, told: ['StandardOutPath'] },
  { keys: { StandardErrorPath: '/o' }, print: { stderrPath: '/o' }, told: ['StandardErrorPath'] },
  { keys: { StandardInPath: '/o' }, print: { stdinPath: '/o' }, told: ['StandardInPath'] },
  {
    keys: { EnvironmentVariables: { A: '1', B: '' } },
    print: { environment: { A: '1', B: '', XPC_SERVICE_NAME: 'x' } },
    told: ['EnvironmentVariables A', 'EnvironmentVariables B'],
  },
  { keys: { Umask: 18 }, print: { umask: '22' }, told: ['Umask'], oneWay: true },
  { keys: { Nice: 5 }, print: { nice: 5 }, told: ['Nice'], oneWay: true },
  { keys: { ThrottleInterval: 30 }, print: { minimumRuntime: 30 }, told: ['ThrottleInterval'] },
  { keys: { StartInterval: 1800 }, print: { runInterval: 1800 }, told: ['StartInterval'] },
  { keys: { KeepAlive: true }, print: { properties: ['keepalive'] }, told: ['KeepAlive'], also: ['RunAtLoad'] },
  {
    keys: { KeepAlive: { SuccessfulExit: false } },
    print: { semaphores: { 'successful exit': '0' } },
    told: ['KeepAlive'],
    also: ['RunAtLoad'],
  },
  { keys: { KeepAlive: { Crashed: true } }, print: { semaphores: { 'after crash': '1' } }, told: ['KeepAlive'] },
  { keys: { RunAtLoad: true }, print: { properties: ['runatload'] }, told: ['RunAtLoad'] },
  { keys: { ProcessType: 'Background' }, print: { spawnType: 5 }, told: ['ProcessType'] },
  { keys: { ProcessType: 'Interactive' }, print: { spawnType: 4 }, told: ['ProcessType'] },
  { keys: { ProcessType: 'Adaptive' }, print: { spawnType: 6 }, told: ['ProcessType'] },
  {
    keys: { SoftResourceLimits: { NumberOfFiles: 8192 } },
    print: { resourceLimits: { 'maxfiles (soft)': '8192' } },
    told: ['SoftResourceLimits'],
  },
  {
    keys: { HardResourceLimits: { NumberOfFiles: 8192 } },
    print: { resourceLimits: { 'maxfiles (hard)': '8192' } },
    told: ['HardResourceLimits'],
  },
  { keys: { Sockets: { b: {}, a: {} } }, print: { sockets: ['a', 'b'] }, told: ['Sockets'] },
  {
    keys: { WatchPaths: ['/b/', '/var/a'] },
    print: { triggers: [pathsTrigger('WatchPaths', '/private/var/a', '/b')] },
    told: ['WatchPaths'],
  },
  {
    keys: { QueueDirectories: ['/a'] },
    print: { triggers: [pathsTrigger('QueueDirectories', '/a')] },
    told: ['QueueDirectories'],
  },
  {
    keys: { StartCalendarInterval: [{ Hour: 16, Minute: 0 }, { Hour: 12, Minute: 0 }, { Weekday: 7 }] },
    print: {
      triggers: [
        calendarTrigger({ Weekday: '0' }, 9),
        calendarTrigger({ Minute: '0', Hour: '12' }, 8),
        calendarTrigger({ Minute: '0', Hour: '16' }, 10),
      ],
    },
    told: ['StartCalendarInterval'],
  },
  {
    keys: { StartCalendarInterval: { Weekday: 0 } },
    print: { triggers: [calendarTrigger({ Weekday: '7' })] },
    told: ['StartCalendarInterval'],
  },
  { keys: { StartCalendarInterval: {} }, print: { triggers: [calendarTrigger({})] }, told: ['StartCalendarInterval'] },
];
