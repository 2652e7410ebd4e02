// The events that start a loaded job × those of the wanted one. Pure.

import type { NormalJob } from '../plist/job.ts';
import { isDict, isList, type PlistValue } from '../plist/value.ts';
import type { PrintedService, PrintedTrigger, PrintedValue } from '../print/printed.ts';

/**
 * L54: one trigger for each dict, with the keys it was given (046 of 13 to 15; 062, 094 and 095 of 26), in an order that is
 * neither the plist's nor that of their numbers.
 */
export function calendar({ triggers }: PrintedService, job: NormalJob, whole: boolean): boolean {
  const wanted = job.get('StartCalendarInterval');
  const told = triggers.filter(({ stream }) => stream === 'com.apple.launchd.calendarinterval');
  if (told.length === 0 && !whole) return false;
  const moments = wanted === undefined ? [] : momentsOf(wanted);
  if (moments === null) return false;
  return JSON.stringify(told.map(printedMoment).toSorted()) !== JSON.stringify(moments.toSorted());
}

/** null: not of integers, as launchd.plist(5) has it. */
function momentsOf(wanted: PlistValue): readonly string[] | null {
  if (!isList(wanted)) return null;
  const all = wanted.map((one) => (isDict(one) ? [...one].map(([key, value]) => [key, value] as const) : null));
  const usual = all.flatMap((one) => (one?.every(isNumbered) ? [one] : []));
  return usual.length === all.length ? usual.map((one) => moment(one.map(([key, value]) => [key, `${value}`]))) : null;
}

const isNumbered = (entry: readonly [string, PlistValue]): entry is readonly [string, bigint] =>
  typeof entry[1] === 'bigint';

const printedMoment = ({ descriptor }: PrintedTrigger): string =>
  isBlock(descriptor)
    ? moment(Object.entries(descriptor).map(([key, value]) => [key, typeof value === 'string' ? value : '?']))
    : '?';

/** Whether 7 is printed as such or as 0, nobody has seen. */
const moment = (entries: readonly (readonly [string, string])[]): string =>
  entries
    .map(([key, value]) => `${key}=${key === 'Weekday' && value === '7' ? '0' : value}`)
    .toSorted()
    .join();

/** L55, 038: one trigger for all paths, called after the key. Its paths are printed as a list. */
export function pathsOf(key: 'WatchPaths' | 'QueueDirectories') {
  return ({ triggers }: PrintedService, job: NormalJob, whole: boolean): boolean => {
    const wanted = job.get(key);
    const told = triggers.find(({ name }) => name === `com.apple.launchd.${key}`);
    if (wanted === undefined) return told !== undefined;
    if (!isList(wanted) || !wanted.every((one) => typeof one === 'string')) return false;
    if (told === undefined) return whole;
    return asOne(textsIn(told.descriptor)) !== asOne(wanted);
  };
}

/** A folder is the same with and without a slash at its end, and /var is /private/var on every Mac. */
const asOne = (paths: readonly string[]): string =>
  JSON.stringify([...new Set(paths.map((path) => withoutPrivate(path.replace(/(?<=.)\/+$/, ''))))].toSorted());

const withoutPrivate = (path: string): string => path.replace(/^\/private(?=\/(?:var|tmp|etc)(?:\/|$))/, '');

function textsIn(value: PrintedValue): readonly string[] {
  if (typeof value === 'string') return [value];
  return (isBlock(value) ? Object.values(value) : value).flatMap(textsIn);
}

const isBlock = (value: PrintedValue): value is { readonly [key: string]: PrintedValue } =>
  typeof value === 'object' && !Array.isArray(value);
