// A job as data → the text of its plist: Apple's order of keys, byte-stable. The only file that knows the plist package,
// and it stands between that and what it would write wrongly (numbers it spells as no plist may, values it drops).

import { build } from 'plist';
import type { RawValue } from '../../model.ts';

/** The order of launchd.plist(5); what is not there comes last, by name. */
const ORDER =
  `Label Disabled UserName GroupName inetdCompatibility LimitLoadToHosts LimitLoadFromHosts LimitLoadToSessionType
  LimitLoadToHardware LimitLoadFromHardware Program BundleProgram ProgramArguments EnableGlobbing EnableTransactions
  EnablePressuredExit OnDemand ServiceIPC KeepAlive RunAtLoad RootDirectory WorkingDirectory EnvironmentVariables Umask
  TimeOut ExitTimeOut ThrottleInterval InitGroups WatchPaths QueueDirectories StartOnMount StartInterval
  StartCalendarInterval StandardInPath StandardOutPath StandardErrorPath Debug WaitForDebugger SoftResourceLimits
  HardResourceLimits Nice ProcessType AbandonProcessGroup LowPriorityIO LowPriorityBackgroundIO
  MaterializeDatalessFiles LaunchOnlyOnce MachServices Sockets LaunchEvents HopefullyExitsLast HopefullyExitsFirst
  SessionCreate LegacyTimers AssociatedBundleIdentifiers`.split(/\s+/);

export type Job = { readonly [key: string]: RawValue };

/** Comments are for people: each becomes one XML comment above the job. */
export function plistText(job: Job, comments: readonly string[]): string {
  const ordered = Object.fromEntries(
    Object.keys(job)
      .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
      .map((key) => [key, checked(job[key], key)]),
  );
  const text = build(ordered as Parameters<typeof build>[0], { indent: '\t', offset: -1 });
  const at = text.indexOf('<plist');
  return `${text.slice(0, at)}${comments.map((comment) => `<!-- ${inComment(comment)} -->\n`).join('')}${text.slice(at)}\n`;
}

const rank = (key: string): number => (ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length);

/** Two dashes would end a comment early, and so would one at its end. */
const inComment = (text: string): string => text.replace(/-(?=-)/g, '- ').replace(/-$/, '- ');

function checked(value: RawValue | undefined, key: string): RawValue {
  if (key === '') throw new Error('a plist cannot hold an empty key');
  if (value === undefined || value === null) throw new Error(`a plist cannot hold nothing: ${key}`);
  if (
    typeof value === 'number' &&
    !(Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value)))
  ) {
    throw new Error(`a plist cannot hold the number ${value}: ${key}`);
  }
  if (Array.isArray(value)) return value.map((item: RawValue) => checked(item, key));
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, checked(one, name)]));
  return value;
}
