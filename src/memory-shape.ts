// Any JSON value → the Memory that it is, or null. Nothing that is not looked at here is taken over, and every path and name
// is what it is meant to be: what is remembered decides what may be removed. Pure; never throws.

import type { DesiredUnit, Domain, Memory, Remembered, Role, Weight } from './model.ts';

/** undefined: it is not that. (null is a value of its own.) */
type Reader<T> = (value: unknown) => T | undefined;

export function memoryFrom(value: unknown): Memory | null {
  return memory(value) ?? null;
}

const text: Reader<string> = (value) => (typeof value === 'string' ? value : undefined);
const flag: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
const moment: Reader<number> = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

const orNull =
  <T>(read: Reader<T>): Reader<T | null> =>
  (value) =>
    value === null ? null : read(value);

const oneOf =
  <T extends string>(...words: readonly T[]): Reader<T> =>
  (value) =>
    words.find((word) => word === value);

const listOf =
  <T>(read: Reader<T>): Reader<readonly T[]> =>
  (value) => {
    if (!Array.isArray(value)) return undefined;
    const all: T[] = [];
    for (const item of value) {
      const one = read(item);
      if (one === undefined) return undefined;
      all.push(one);
    }
    return all;
  };

/** Made from entries: a key called `__proto__` stays a key. */
const recordOf =
  <T>(key: Reader<string>, read: Reader<T>): Reader<Readonly<Record<string, T>>> =>
  (value) => {
    if (!isMap(value)) return undefined;
    const all: [string, T][] = [];
    for (const [name, item] of Object.entries(value)) {
      const one = read(item);
      if (one === undefined || key(name) === undefined) return undefined;
      all.push([name, one]);
    }
    return Object.fromEntries(all);
  };

type Fields<T> = { readonly [K in keyof T]-?: Reader<T[K]> };

const shape = <T extends object>(fields: Fields<T>): Reader<T> => {
  const readers = Object.entries<Reader<unknown>>(fields);
  return (value) => {
    if (!isMap(value)) return undefined;
    const made: [string, unknown][] = [];
    for (const [name, read] of readers) {
      const one = Object.hasOwn(value, name) ? read(value[name]) : undefined;
      if (one === undefined) return undefined;
      made.push([name, one]);
    }
    return Object.fromEntries(made) as T;
  };
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whole, and leading nowhere else than it says. */
const path: Reader<string> = (value) =>
  typeof value === 'string' && value.startsWith('/') && !/\0|\/\.{1,2}(?:\/|$)/.test(value) ? value : undefined;
/** A link below a unit folder, or a whole path. */
const link: Reader<string> = (value) =>
  typeof value === 'string' && value !== '' && path(value.startsWith('/') ? value : `/${value}`) ? value : undefined;
/** As manifests write names, and namespaces. */
const name: Reader<string> = (value) =>
  typeof value === 'string' && /^[a-z0-9][a-z0-9_.-]{0,63}$/.test(value) ? value : undefined;
/** Of a unit, or a launchd label: it becomes a word of a command, and must not look like an option. */
const unitId: Reader<string> = (value) =>
  typeof value === 'string' && /^[A-Za-z0-9_:\\.][A-Za-z0-9_:\\.@-]{0,254}$/.test(value) ? value : undefined;
/** Patterns of watched files. */
const pattern: Reader<string> = (value) => (typeof value === 'string' && !value.includes('\0') ? value : undefined);

const weight = shape<Weight>({ restart: text, reload: text });

const remembered = shape<Remembered>({
  domain: oneOf<Domain>('user', 'gui', 'system'),
  files: recordOf(path, text),
  folders: listOf(path),
  units: listOf(
    shape<Pick<DesiredUnit, 'id' | 'role' | 'links'>>({
      id: unitId,
      role: oneOf<Role>('service', 'timer', 'path', 'socket'),
      links: listOf(link),
    }),
  ),
  loaded: recordOf(unitId, shape<Remembered['loaded'][string]>({ weight, sinceMs: moment, dropIns: text })),
  started: recordOf(unitId, shape<Remembered['started'][string]>({ invocation: orNull(text), weight })),
  watched: recordOf(pattern, orNull(text)),
  shadows: listOf(path),
  held: orNull(shape<NonNullable<Remembered['held']>>({ sinceMs: moment })),
  linger: flag,
  logs: listOf(path),
});

const memory = shape<Memory>({
  namespace: name,
  manifest: orNull(path),
  host: orNull(text),
  includes: listOf(text),
  unfinished: flag,
  daemons: recordOf(name, remembered),
});
