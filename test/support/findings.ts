// Findings as one line each, for tables. And what every finding promises: all three parts are there, and none holds what
// JavaScript says of nothing.
import assert from 'node:assert/strict';
import type { Finding } from '../../src/doctor/finding.ts';

/** `severity code`, in order. */
export function codes(findings: readonly Finding[]): string[] {
  for (const { code, what, why, mend } of findings)
    for (const part of [what, why, mend]) assert.doesNotMatch(part, /^$|undefined|\[object|null/, code);
  return findings.map(({ severity, code }) => `${severity} ${code}`);
}
