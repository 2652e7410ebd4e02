// The manifest's raw `systemd:` directives over the units we made: a key given replaces ours, a list repeats it, null
// takes it away. Then a look at every directive: is this machine's systemd new enough? Only warnings come of that.

import type { Daemon, Facts, Problem } from '../model.ts';
import type { Unit } from './parts.ts';
import { rawValue } from './quote.ts';
import type { UnitAssignment, UnitSection } from './unit-text.ts';
import { directiveVersion } from './versions.ts';

const HOME_OF: ReadonlyMap<string, Unit['role']> = new Map([
  ['Service', 'service'],
  ['Timer', 'timer'],
  ['Path', 'path'],
  ['Socket', 'socket'],
]);
const ORDER = ['Unit', 'Service', 'Timer', 'Path', 'Socket'];

export function applyRaw(units: readonly Unit[], raw: Daemon['systemd']): readonly Unit[] {
  return units.map((unit, index) => {
    const mine = Object.keys(raw).filter((section) => belongs(section, unit, units, index));
    return mine.length === 0
      ? unit
      : {
          ...unit,
          sections: mine.reduce((sections, name) => override(sections, name, raw[name] ?? {}), unit.sections),
        };
  });
}

/** [Install] belongs to what is enabled: the trigger where there is one. Everything general to the service. */
function belongs(section: string, unit: Unit, units: readonly Unit[], index: number): boolean {
  const home = HOME_OF.get(section);
  if (home) return home === unit.role;
  if (section === 'Install' && units.length > 1) return unit.role !== 'service';
  return index === 0;
}

function override(
  sections: readonly UnitSection[],
  name: string,
  keys: Readonly<Record<string, readonly string[] | null>>,
): readonly UnitSection[] {
  const at = sections.findIndex((section) => section.name === name);
  const before = sections[at]?.lines ?? [];
  let lines: readonly UnitAssignment[] = before;
  for (const key of Object.keys(keys)) {
    const values = (keys[key] ?? []).map((value) => ({ key, value: rawValue(value) }));
    const first = lines.findIndex((one) => one.key === key);
    const others = lines.filter((one) => one.key !== key);
    const position = first < 0 ? others.length : lines.slice(0, first).filter((one) => one.key !== key).length;
    lines = [...others.slice(0, position), ...values, ...others.slice(position)];
  }
  const section = { name, lines };
  const rest = sections.filter((one) => one.name !== name);
  if (lines.length === 0) return rest;
  return [...rest, section].sort((a, b) => rank(a.name) - rank(b.name));
}

/** Unit first, Install last, what is nobody's in between. */
const rank = (name: string): number => (name === 'Install' ? 99 : ORDER.includes(name) ? ORDER.indexOf(name) : 50);

export function ageProblems(units: readonly Unit[], daemon: Daemon, facts: Facts): Problem[] {
  const problems: Problem[] = [];
  const warn = (code: string, message: string, hint: string): void => {
    problems.push({ severity: 'warning', code, message, daemon: daemon.name, at: daemon.at, hint });
  };
  const version = facts.systemdVersion;
  for (const { name, lines } of version === null ? [] : units.flatMap((unit) => unit.sections)) {
    for (const key of new Set(lines.map((one) => one.key))) {
      const since = directiveVersion(name, key);
      if (since === 'unknown' || since <= (version ?? 0)) continue;
      warn(
        'too-old',
        `\`${key}=\` came with systemd ${since}; this machine has ${version} and will ignore it`,
        'update systemd, or do without',
      );
    }
  }
  return problems;
}
