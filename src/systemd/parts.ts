// What the unit renderers are handed, what they give back, and the three small words they write units with.

import type { Daemon, DesiredUnit, Facts, Manifest } from '../model.ts';
import type { UnitAssignment, UnitSection } from './unit-text.ts';

export interface Making {
  readonly daemon: Daemon;
  readonly manifest: Manifest;
  readonly facts: Facts;
  readonly system: boolean;
}

export interface Unit {
  readonly id: string;
  readonly role: DesiredUnit['role'];
  readonly sections: readonly UnitSection[];
}

export const line = (key: string, value: string): UnitAssignment => ({ key, value });

export const given = <T>(key: string, value: T | null, encode: (value: T) => string): UnitAssignment[] =>
  value === null ? [] : [line(key, encode(value))];

/** No empty sections: a reader would look for what is missing. */
export const section = (name: string, lines: readonly UnitAssignment[]): UnitSection[] =>
  lines.length > 0 ? [{ name, lines }] : [];
