// Many entries → one object with them as properties, in that order. For names of our own kind only: `__proto__` is none. Pure.
//
// Object.fromEntries makes a hidden class for each new name, and copies the lot now and then: of a thousand names that takes ten
// megabytes, each time. An object that never had a class of its own is a plain hash table from the beginning.

export function recordOf<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  const record = Object.setPrototypeOf(Object.create(null), Object.prototype) as Record<string, T>;
  for (const [name, value] of entries) record[name] = value;
  return record;
}
