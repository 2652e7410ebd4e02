// `launchctl print-disabled DOMAIN` → which labels have an override. Pure. Both dialects (L35): `true` and `disabled` mean disabled.
// A row that cannot be read makes all of it unreadable: the label that it hides is not thereby enabled.

import type { PrintedDisabled, ReadingSoFar } from './printed.ts';

const MEANS: Readonly<Record<string, boolean>> = { true: true, disabled: true, false: false, enabled: false };

/** The rows of the block alone: the domain's own print has the same (domain.ts). */
export function disabledIn(rows: readonly string[]): ReadingSoFar<PrintedDisabled> {
  const found = new Map<string, boolean>();
  let why: string | null = null;
  for (const row of rows) {
    if (row.trim() === '') continue;
    const [, label, word] = /^\s*"(.+)" => (true|false|enabled|disabled)\s*$/.exec(row) ?? [];
    const disabled = word === undefined ? undefined : MEANS[word];
    if (label === undefined || disabled === undefined) {
      why ??= `a row that says neither: ${row.trim()}`;
      continue;
    }
    if ((found.get(label) ?? disabled) !== disabled) why ??= `${label} is both enabled and disabled`;
    // Where two rows contradict each other, that it may be disabled is what a person has to see.
    found.set(label, disabled || found.get(label) === true);
  }
  return why === null ? { read: found } : { unreadable: why, soFar: found };
}

export function readDisabled(text: string): ReadingSoFar<PrintedDisabled> {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const opener = lines.findIndex((line) => line !== '');
  if (opener < 0) return { unreadable: 'launchctl printed nothing' };
  if (lines[opener]?.trimStart() !== OPENER) return startingLater(lines);
  const end = lines.findIndex((line, i) => i > opener && line.trimStart() === '}');
  const reading = disabledIn(lines.slice(opener + 1, end < 0 ? lines.length : end));
  if (end < 0) return { unreadable: 'it is cut off before its end', ...soFarOf(reading) };
  if (lines.slice(end).some((line) => line.trimStart() === OPENER))
    return { unreadable: 'it has two tables of disabled services' };
  return reading;
}

const OPENER = 'disabled services = {';

const soFarOf = (reading: ReadingSoFar<PrintedDisabled>): { readonly soFar?: PrintedDisabled } => {
  const soFar = 'read' in reading ? reading.read : reading.soFar;
  return soFar === undefined ? {} : { soFar };
};

/** A paste with a prompt before it, or rows alone, as grep leaves them. */
function startingLater(lines: readonly string[]): ReadingSoFar<PrintedDisabled> {
  const opener = lines.findIndex((line) => line.trimStart() === OPENER);
  const rest = lines.slice(opener + 1);
  const end = opener < 0 ? -1 : rest.findIndex((line) => line.trimStart() === '}');
  const reading = disabledIn(rest.slice(0, end < 0 ? rest.length : end));
  const soFar = 'read' in reading ? reading.read : reading.soFar;
  const isAny = opener >= 0 || (soFar !== undefined && soFar.size > 0);
  return { unreadable: 'it does not begin with the disabled services', ...(isAny ? soFarOf(reading) : {}) };
}
