// The text of a plist → what launchd goes by, and what of it is used where: the program, its words, its environment, limits of
// time. Reads nothing and keeps nothing; what launchd gets wrong or refuses is told apart by code.

import { readPlist } from '../../../src/launchd/plist/read.ts';
import type { PlistValue as Exact } from '../../../src/launchd/plist/value.ts';
import type { Ended, PlistDict, PlistValue, Service } from './state.ts';

export type Read = { readonly definition: PlistDict; readonly label: string } | { readonly code: number };

/** 109: no plist; 110: no label; 111: no program (the table of xpc_strerror). */
export function readDefinition(text: string): Read {
  const reading = readPlist(text);
  const all = 'read' in reading ? plain(reading.read) : null;
  if (!isDict(all)) return { code: 109 };
  const definition = all;
  const label = definition['Label'];
  if (typeof label !== 'string' || label === '') return { code: 110 };
  if (wordsOf(definition).length === 0) return { code: 111 };
  return { definition, label };
}

/** Numbers as numbers, dates and data as text: a state that is cloned and compared holds nothing else. */
function plain(value: Exact): PlistValue {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object') return value;
  if (value instanceof Map)
    return Object.fromEntries([...(value as ReadonlyMap<string, Exact>)].map(([key, one]) => [key, plain(one)]));
  if (Array.isArray(value)) return (value as readonly Exact[]).map(plain);
  return 'date' in value ? value.date : 'base64' in value ? value.base64 : '';
}

export const isDict = (value: unknown): value is PlistDict =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (definition: PlistDict, key: string): string | null => {
  const value = definition[key];
  return typeof value === 'string' ? value : null;
};

export const numberOf = (definition: PlistDict, key: string): number | null => {
  const value = definition[key];
  return typeof value === 'number' ? value : null;
};

export const listOf = (value: PlistValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

export const dictOf = (value: PlistValue | undefined): PlistDict => (isDict(value) ? value : {});

/** A value as print writes it. */
export const spelled = (value: PlistValue | undefined): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');

export const wordsOf = (definition: PlistDict): readonly string[] => {
  const words = listOf(definition['ProgramArguments']);
  const program = textOf(definition, 'Program');
  return words.length > 0 ? words : program === null ? [] : [program];
};

/** "Program absent" is what launchd calls an inferred program (L60). */
export const programOf = (definition: PlistDict): string =>
  textOf(definition, 'Program') ?? wordsOf(definition)[0] ?? '';

/** Values that are no strings count for nothing (L59). */
export const environmentOf = (definition: PlistDict): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(dictOf(definition['EnvironmentVariables'])).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );

/** An integer is what it is; a string is read as strtoul would, so that 022 is octal (L58). null: not given. */
export function umaskOf(definition: PlistDict): number | null {
  const value = definition['Umask'];
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const base = /^0x/i.test(value) ? 16 : value.startsWith('0') ? 8 : 10;
  return Number.parseInt(value.replace(/^0x/i, ''), base) || 0;
}

/** Ten seconds between two starts, unless it says otherwise (L51). */
export const throttleMs = ({ definition }: Service): number => (numberOf(definition, 'ThrottleInterval') ?? 10) * 1000;

/** Five seconds (L52); 0 is for ever. */
export const exitTimeout = ({ definition }: Service): number => numberOf(definition, 'ExitTimeOut') ?? 5;

export const runsAtLoad = ({ definition }: Service): boolean => definition['RunAtLoad'] === true;

export const keptAlways = ({ definition }: Service): boolean =>
  definition['KeepAlive'] === true || definition['OnDemand'] === false;

/** SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV: "typically associated with a crash" (launchd.plist(5)). */
const CRASHES = new Set([4, 5, 6, 8, 10, 11]);
export const isCrash = (ended: Ended): boolean => ended.kind === 'signal' && CRASHES.has(ended.signal);
export const isSuccess = (ended: Ended): boolean => ended.kind === 'code' && ended.code === 0;

/** Every dict of StartCalendarInterval is a trigger of its own (L54). */
export function calendarDicts(definition: PlistDict): readonly PlistDict[] {
  const value = definition['StartCalendarInterval'];
  if (Array.isArray(value)) return value.filter(isDict);
  return isDict(value) ? [value] : [];
}
