// The values of single keys of a job, each in the one spelling of all that mean the same. Pure; a value of a kind that the key
// does not take is left as it is: what launchd makes of that is not known.

import { isDict, isList, type PlistDict, type PlistValue, spelled } from './value.ts';

/** undefined: as it is. */
type Normal = (value: PlistValue) => PlistValue | undefined;

const NORMAL = new Map<string, Normal>([
  // "This key is no longer implemented."
  ['KeepAlive', (value) => (isDict(value) ? without(value, 'NetworkState') : undefined)],
  ['Umask', (value) => (typeof value === 'string' ? strtoul(value) : undefined)],
  // "Values other than strings will be ignored" (L59).
  ['EnvironmentVariables', (value) => (isDict(value) ? strings(value) : undefined)],
  ['StartCalendarInterval', moments],
  ['WatchPaths', asSet],
  ['QueueDirectories', asSet],
  ['LimitLoadToSessionType', (value) => asSet(typeof value === 'string' ? [value] : value)],
  ['AssociatedBundleIdentifiers', (value) => (typeof value === 'string' ? [value] : undefined)],
  ['Sockets', sockets],
]);

export const normalValue = (key: string, value: PlistValue): PlistValue => NORMAL.get(key)?.(value) ?? value;

const without = (dict: PlistDict, key: string): PlistDict => new Map([...dict].filter(([name]) => name !== key));

const strings = (dict: PlistDict): PlistDict => new Map([...dict].filter(([, value]) => typeof value === 'string'));

/**
 * As strtoul(3) reads it with base 0 (L58): octal behind a 0, hex behind 0x; what follows the last digit is not looked at, and
 * no digits are 0.
 */
function strtoul(text: string): bigint | undefined {
  const [, sign, hex, octal, decimal] = /^\s*([-+]?)(?:0[xX]([0-9A-Fa-f]+)|(0[0-7]*)|([1-9][0-9]*)|)/.exec(text) ?? [];
  // Below nothing it would come round from the other end.
  if (sign === '-') return undefined;
  if (hex !== undefined) return BigInt(`0x${hex}`);
  return octal === undefined ? BigInt(decimal ?? '0') : BigInt(`0o${octal}`);
}

/** Each sets a timer of its own; which comes first says nothing (L54; capture 094: they are not even printed in their order). */
function moments(value: PlistValue): PlistValue | undefined {
  if (!isDict(value) && !isList(value)) return undefined;
  const all: readonly PlistValue[] = isDict(value) ? [value] : value;
  return sorted(all.map((one) => (isDict(one) ? moment(one) : one)));
}

/** 0 and 7 are both Sunday (L54). */
const moment = (one: PlistDict): PlistDict =>
  one.get('Weekday') === 7n ? new Map<string, PlistValue>([...one, ['Weekday', 0n]]) : one;

function asSet(value: PlistValue): PlistValue | undefined {
  if (!isList(value)) return undefined;
  const all = new Map(value.map((one) => [spelled(one), one]));
  return sorted([...all.values()]);
}

const sorted = (values: readonly PlistValue[]): readonly PlistValue[] =>
  values.toSorted((a, b) => (spelled(a) < spelled(b) ? -1 : 1));

/** One, or an array of several, by name. */
function sockets(value: PlistValue): PlistValue | undefined {
  if (!isDict(value)) return undefined;
  return new Map([...value].map(([name, one]) => [name, isList(one) ? one.map(socket) : [socket(one)]]));
}

/** launchd.plist(5): the defaults, and "a port number represented as an integer or a service name represented as a string". */
function socket(one: PlistValue): PlistValue {
  if (!isDict(one)) return one;
  const service = one.get('SockServiceName');
  return new Map<string, PlistValue>([
    ['SockType', 'stream'],
    ['SockPassive', true],
    ...one,
    ...(typeof service === 'bigint' ? [['SockServiceName', String(service)] as const] : []),
  ]);
}
