// What a property list can hold, with nothing lost: an integer is a bigint and a real a number, so that 1 and 1.0 stay two
// things and 2^63 stays what it is; a dict is a Map, which keeps its order whatever its keys are called. Types, and one spelling.

export type PlistValue = string | boolean | bigint | number | PlistDate | PlistData | readonly PlistValue[] | PlistDict;

export type PlistDict = ReadonlyMap<string, PlistValue>;

export interface PlistDate {
  /** `2026-01-31T12:00:00Z`: a plist knows no other zone and no parts of a second. */
  readonly date: string;
}

export interface PlistData {
  /** Without white space, padded. */
  readonly base64: string;
}

/** Array.isArray does not know of readonly ones. */
export const isList = (value: PlistValue | undefined): value is readonly PlistValue[] => Array.isArray(value);

export const isDict = (value: PlistValue | undefined): value is PlistDict => value instanceof Map;

/** The same text for the same value, and for no other: types are told apart, the order of a dict's keys is not. */
export function spelled(value: PlistValue): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return `real ${Object.is(value, -0) ? '-0' : value}`;
  if (isList(value)) return `[${value.map(spelled).join()}]`;
  if (isDict(value))
    return `{${[...value]
      .map(([key, one]) => `${JSON.stringify(key)}:${spelled(one)}`)
      .toSorted()
      .join()}}`;
  return 'date' in value ? `date ${value.date}` : `data ${value.base64}`;
}
