// `launchctl print-disabled DOMAIN` → which labels have an override. Pure. Both dialects (L35): `true` and `disabled` mean disabled.
// A row that cannot be read makes all of it unreadable: the label that it hides is not thereby enabled.

import type { PrintedDisabled, ReadingSoFar } from './printed.ts';

const MEANS: Readonly<Record<string, boolean>> = { true: true, disabled: true, false: false, enabled: false };

/** The rows of the block alone: the domain's own print has the same (print-domain.ts). */
export function disabledIn(rows: readonly string[]): ReadingSoFar<PrintedDisabled> {
  const found = new Map<string, boolean>();
  for (const row of rows) {
    if (row.trim() === '') continue;
    const [, label, word] = /^\s*"(.+)" => (true|false|enabled|disabled)\s*$/.exec(row) ?? [];
    const disabled = word === undefined ? undefined : MEANS[word];
    if (label === undefined || disabled === undefined) return { unreadable: `a row that says neither: ${row.trim()}` };
    if ((found.get(label) ?? disabled) !== disabled) return { unreadable: `${label} is both enabled and disabled` };
    found.set(label, disabled);
  }
  return { read: found };
}

export function readDisabled(text: string): ReadingSoFar<PrintedDisabled> {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const opener = lines.findIndex((line) => line !== '');
  if (opener < 0) return { unreadable: 'launchctl printed nothing' };
  if (lines[opener]?.trimStart() !== 'disabled services = {')
    return { unreadable: 'it does not begin with the disabled services' };
  const end = lines.findIndex((line, i) => i > opener && line.trimStart() === '}');
  const reading = disabledIn(lines.slice(opener + 1, end < 0 ? lines.length : end));
  if (end < 0)
    return { unreadable: 'it is cut off before its end', ...('read' in reading ? { soFar: reading.read } : {}) };
  if (lines.slice(end).some((line) => line.trimStart() === 'disabled services = {'))
    return { unreadable: 'it has two tables of disabled services' };
  return reading;
}
