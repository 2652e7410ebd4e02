// A plist → what launchd makes of it: one spelling for all that mean the same, defaults filled in, what it ignores left out.
// Two equal jobs need no new start. Pure. Keys and values that nothing is known of are kept as they are, and count.
//
// Whatever is changed here changes the weight of every daemon, and so starts each of them anew once.

import { normalValue } from './job-values.ts';
import { readPlist } from './read.ts';
import { isDict, isList, type PlistDict, type PlistValue } from './value.ts';
import type { Reading } from '../print/printed.ts';

/** Key → what it comes to. */
export type NormalJob = PlistDict;

/** Flags that say nothing when they are false: that is how the man page puts each of them, or what it calls the default. */
const FLAGS = `Disabled RunAtLoad KeepAlive EnableGlobbing StartOnMount AbandonProcessGroup LowPriorityIO
  LowPriorityBackgroundIO LaunchOnlyOnce SessionCreate LegacyTimers Debug WaitForDebugger`.split(/\s+/);

/** What the others say when they are not there (launchd.plist(5); ThrottleInterval: L51; LimitLoadToSessionType: L9). */
const DEFAULTS: readonly (readonly [string, PlistValue])[] = [
  ...FLAGS.map((key): [string, PlistValue] => [key, false]),
  ['ThrottleInterval', 10n],
  ['ProcessType', 'Standard'],
  ['LimitLoadToSessionType', ['Aqua']],
];

/** launchd.plist(5): "never did anything", "no longer implemented". Of OnDemand it knows one value, which is KeepAlive's. */
const WITHOUT_EFFECT = new Set(['TimeOut', 'HopefullyExitsLast', 'HopefullyExitsFirst', 'OnDemand']);

/** Nothing in them is the same as their not being there. */
const NOTHING_WHEN_EMPTY = new Set(
  'EnvironmentVariables WatchPaths QueueDirectories SoftResourceLimits HardResourceLimits MachServices Sockets'.split(
    ' ',
  ),
);

export function readJob(text: string): Reading<NormalJob> {
  const reading = readPlist(text);
  if ('unreadable' in reading) return reading;
  return isDict(reading.read) ? { read: normalJob(reading.read) } : { unreadable: 'it holds no dictionary of keys' };
}

export function normalJob(dict: PlistDict): NormalJob {
  const job = new Map<string, PlistValue>(DEFAULTS);
  // "If set to false, this key is equivalent to specifying a true value for the KeepAlive key."
  if (dict.get('OnDemand') === false) job.set('KeepAlive', true);
  for (const [key, value] of dict) {
    const one = normalValue(key, value);
    if (WITHOUT_EFFECT.has(key) || (NOTHING_WHEN_EMPTY.has(key) && isEmpty(one))) continue;
    job.set(key, one);
  }
  if (impliesRunAtLoad(job.get('KeepAlive'))) job.set('RunAtLoad', true);
  // "This key will be ignored if the UserName key is not set", and is true if it is not there.
  if (!job.has('UserName')) job.delete('InitGroups');
  else if (!job.has('InitGroups')) job.set('InitGroups', true);
  inferProgram(job);
  return job;
}

/**
 * The man page has it so of KeepAlive as such, and says it again of SuccessfulExit. But captures 028 and 031 show jobs with
 * { Crashed: true } that are not run at load, one of them never started: of the other conditions it is not believed.
 */
const impliesRunAtLoad = (keepAlive: PlistValue | undefined): boolean =>
  keepAlive === true || (isDict(keepAlive) && typeof keepAlive.get('SuccessfulExit') === 'boolean');

/** Without Program the first argument is it (L60). A relative one is looked for in a path that is launchd's own. */
function inferProgram(job: Map<string, PlistValue>): void {
  if (job.has('Program') || job.has('BundleProgram') || job.get('EnableGlobbing') !== false) return;
  const args = job.get('ProgramArguments');
  const first = isList(args) ? args[0] : undefined;
  if (typeof first === 'string' && first.startsWith('/')) job.set('Program', first);
}

const isEmpty = (value: PlistValue): boolean =>
  isDict(value) ? value.size === 0 : isList(value) && value.length === 0;
