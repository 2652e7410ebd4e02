// Unit texts → what of them a start takes (the weight), and what differs between two of them in words (the differences).
// What does not need a start is not in the weight: files that differ only in that weigh the same. Pure.

import { digestOf } from '../digest.ts';
import { withoutHeader } from '../mark.ts';
import type { Impact, Role, Weight } from '../model.ts';
import type { Rules } from '../platform.ts';
import { canonical } from './canonical.ts';
import { reaches } from './impact-table.ts';
import { type Effective, effective, mergeDropIns, readUnit, type UnitFile } from './unit.ts';

/**
 * There is nothing in a unit that a reload would bring to a process: ExecReload= is how it is done, not what it brings. Only
 * the files of `reload_on` are a reason to, and they are not weighed but watched.
 */
const NOTHING_TO_RELOAD = '';

export const weigh: Rules['weigh'] = (role, unit, dropIns, wrapper): Weight => {
  const main = readUnit(unit, role);
  const others = dropIns.map(({ path, text }) => ({ path, unit: readUnit(text, role) }));
  const script = role === 'service' && wrapper !== null ? withoutHeader(wrapper) : null;
  const said = [main, ...others.map((one) => one.unit)].some(isRefused)
    ? [unit, dropIns]
    : started(role, mergeDropIns(main, others));
  return { restart: digestOf(JSON.stringify([said, script])), reload: NOTHING_TO_RELOAD };
};

/** systemd loads nothing of it, so that nothing can be said of what it means. */
const isRefused = ({ problems }: UnitFile): boolean => problems.some(({ fatal }) => fatal);

/** Sections and keys sorted: their order says nothing. */
function started(role: Role, said: Effective): readonly unknown[] {
  return [...said].toSorted(byName).flatMap(([section, keys]) =>
    [...keys]
      .toSorted(byName)
      .filter(([key]) => reaches(role, section, key) === 'start')
      .map(([key, values]) => [section, key, canonical(section, key, values)]),
  );
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

export const differences: Rules['differences'] = (path, before, after) => {
  if (before === after) return [];
  const role = roleOf(path);
  if (role === null) return [scriptDifference(before, after)];
  const [was, is] = [readUnit(before, role), readUnit(after, role)];
  if (isRefused(was) || isRefused(is)) return [{ what: 'the whole file', impact: 'restart' }];
  const found = directives(role, effective([was]), effective([is]));
  return found.length > 0 ? found : [{ what: 'comments and layout', impact: 'none' }];
};

function directives(role: Role, was: Effective, is: Effective): { readonly what: string; readonly impact: Impact }[] {
  const found = [];
  for (const section of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(section) ?? NO_KEYS, is.get(section) ?? NO_KEYS];
    for (const key of new Set([...old.keys(), ...now.keys()])) {
      const spelling = (values: readonly string[] | undefined): string =>
        JSON.stringify(values && canonical(section, key, values));
      if (spelling(old.get(key)) === spelling(now.get(key))) continue;
      const impact: Impact = reaches(role, section, key) === 'start' ? 'restart' : 'none';
      found.push({ what: `[${section}] ${key}`, impact });
    }
  }
  return found;
}

const NO_KEYS: ReadonlyMap<string, readonly string[]> = new Map();

function scriptDifference(before: string, after: string): { readonly what: string; readonly impact: Impact } {
  return withoutHeader(before) === withoutHeader(after)
    ? { what: 'comments and layout', impact: 'none' }
    : { what: 'the script', impact: 'restart' };
}

/** `x.service`, or a drop-in in `x.service.d/`; null: no unit. */
function roleOf(path: string): Role | null {
  const [, suffix] = /\.(service|timer|path|socket)(?:\.d\/[^/]*\.conf)?$/.exec(path) ?? [];
  return suffix === undefined ? null : (suffix as Role);
}
