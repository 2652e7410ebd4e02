// Any JSON value → the Memory that it is, or null. Every path and name in it is what it is meant to be: what is remembered
// decides what may be removed. Pure; never throws.

import type { Domain, Memory, Remembered, Role, Weight } from '../model.ts';

/** Looks only: a thousand daemons are looked at on every run, and copies of them cost more than all the rest. */
type Check<T> = (value: unknown) => value is T;

export function memoryFrom(value: unknown): Memory | null {
  return memory(value) ? value : null;
}

const check = <T>(is: (value: unknown) => boolean): Check<T> => is as Check<T>;

const text = check<string>((value) => typeof value === 'string');
const flag = check<boolean>((value) => typeof value === 'boolean');
const moment = check<number>((value) => typeof value === 'number' && Number.isFinite(value));

const orAbsent = <T>(is: Check<T>) => check<T>((value) => value === undefined || is(value));
const orNull = <T>(is: Check<T>) => check<T | null>((value) => value === null || is(value));
const oneOf = <T extends string>(...words: readonly T[]) => check<T>((value) => words.includes(value as T));
const listOf = <T>(is: Check<T>) => check<readonly T[]>((value) => Array.isArray(value) && value.every(is));

const recordOf = <T>(key: Check<string>, is: Check<T>) =>
  check<Readonly<Record<string, T>>>((value) => {
    if (!isMap(value)) return false;
    for (const name of Object.keys(value)) if (!key(name) || !is(value[name])) return false;
    return true;
  });

type Fields<T> = { readonly [K in keyof T]-?: Check<T[K]> };

/** All of these fields. What else there may be is never asked for. */
const shape = <T extends object>(fields: Fields<T>) => {
  const checks = Object.entries<Check<unknown>>(fields);
  return check<T>((value) => {
    if (!isMap(value)) return false;
    for (const [name, is] of checks) if (!is(Object.hasOwn(value, name) ? value[name] : undefined)) return false;
    return true;
  });
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whole, and leading nowhere else than it says. */
const path = check<string>((value) => typeof value === 'string' && value.startsWith('/') && isClean(value));
/** A link below a unit folder, or a whole path. */
const link = check<string>((value) => typeof value === 'string' && value !== '' && isClean(`/${value}`));
const isClean = (value: string): boolean => !value.includes('\0') && !(value.includes('/.') && DOTS.test(value));
const DOTS = /\/\.{1,2}(?:\/|$)/;
/** As manifests write names, and namespaces. */
const name = check<string>((value) => typeof value === 'string' && /^[a-z0-9][a-z0-9_.-]{0,63}$/.test(value));
/** Of a unit, or a launchd label: it becomes a word of a command, and must not look like an option. */
const unitId = check<string>(
  (value) => typeof value === 'string' && /^[A-Za-z0-9_:\\.][A-Za-z0-9_:\\.@-]{0,254}$/.test(value),
);
/** Patterns of watched files. */
const pattern = check<string>((value) => typeof value === 'string' && !value.includes('\0'));

const weight = shape<Weight>({ restart: text, reload: text });

const remembered = shape<Remembered>({
  domain: oneOf<Domain>('user', 'gui', 'system'),
  files: recordOf(path, text),
  folders: listOf(path),
  units: listOf(
    shape<Remembered['units'][number]>({
      id: unitId,
      domain: oneOf<Domain>('user', 'gui', 'system'),
      role: oneOf<Role>('service', 'timer', 'path', 'socket'),
      links: listOf(link),
      once: orAbsent(check<true>((value) => value === true)),
    }),
  ),
  loaded: recordOf(unitId, shape<Remembered['loaded'][string]>({ weight, sinceMs: moment, dropIns: text })),
  started: recordOf(unitId, shape<Remembered['started'][string]>({ invocation: orNull(text), weight })),
  watched: recordOf(pattern, orNull(text)),
  shadows: listOf(path),
  held: orNull(shape<NonNullable<Remembered['held']>>({ sinceMs: moment })),
  linger: flag,
  logs: listOf(path),
  printed: orAbsent(recordOf(path, moment)),
});

const memory = shape<Memory>({
  namespace: name,
  manifest: orNull(path),
  host: orNull(text),
  includes: listOf(text),
  unfinished: flag,
  daemons: recordOf(name, remembered),
});
