// How much a unit weighs: what a start and a reload would take from it, as it is wanted, and as its files on the disk have it.
// Pure; what that means for whatever runs is in liveness.ts.

import { digestOf } from '../digest.ts';
import type { DesiredDaemon, DesiredUnit, File, FoundUnit, ObservedDaemon, Weight } from '../model.ts';
import type { Rules } from '../platform.ts';

export interface Weighing {
  readonly rules: Rules;
  /** Files that will be written now: what is on the disk is something else. */
  readonly rewritten: readonly File[];
}

export const unitFileOf = (unit: { readonly id: string }, want: Pick<DesiredDaemon, 'files'>): File | undefined =>
  want.files.find(({ path }) => path.endsWith(`/${unit.id}`) || path.endsWith(`/${unit.id}.plist`));

export const wrapperOf = (want: Pick<DesiredDaemon, 'files' | 'units'>): File | undefined =>
  want.files.find((file) => !want.units.some((unit) => unitFileOf(unit, { files: [file] }) !== undefined));

/** Weighing takes reading; what the manager has loaded from the very same texts has been weighed before. */
export function weightOf(
  unit: DesiredUnit,
  want: DesiredDaemon,
  { remembered }: ObservedDaemon,
  found: FoundUnit | null,
  rules: Rules,
): Weight {
  const file = unitFileOf(unit, want);
  const wrapper = unit.role === 'service' ? wrapperOf(want) : undefined;
  const dropIns = found?.dropIns ?? [];
  const loaded = remembered?.loaded[unit.id];
  const texts = [file, wrapper].filter((one) => one !== undefined);
  const same = texts.every((one) => remembered?.files[one.path] === digestOf(one.text));
  if (loaded && same && loaded.dropIns === dropInsDigest(found)) return loaded.weight;
  return rules.weigh(unit.role, file?.text ?? '', dropIns, wrapper?.text ?? null);
}

/** What the files there now say, and since when: all that is left to go by where the memory was lost. */
export function onDisk(
  unit: DesiredUnit,
  want: DesiredDaemon,
  have: ObservedDaemon,
  found: FoundUnit,
  weight: Weight,
  byHand: boolean,
  { rules, rewritten }: Weighing,
): { weight: Weight; changedMs: number } | null {
  if (have.remembered !== null && !byHand) return null;
  const wrapper = unit.role === 'service' ? wrapperOf(want) : undefined;
  const paths = [unitFileOf(unit, want)?.path, wrapper?.path].filter((path) => path !== undefined);
  const files = have.files.filter(({ path }) => paths.includes(path));
  if (files.length < paths.length) return null;
  const changedMs = Math.max(...files.map((file) => file.changedMs), ...found.dropIns.map((one) => one.changedMs));
  if (!rewritten.some(({ path }) => paths.includes(path))) return { weight, changedMs };
  if (files.some((file) => file.text === null)) return null;
  const text = (path: string | undefined): string | null => files.find((file) => file.path === path)?.text ?? null;
  const was = rules.weigh(unit.role, text(paths[0]) ?? '', found.dropIns, wrapper ? text(wrapper.path) : null);
  return { weight: was, changedMs };
}

/** When somebody else last changed a file of it; null: nobody did. */
export function tamperedMs(
  unit: DesiredUnit,
  want: DesiredDaemon,
  { files, remembered }: ObservedDaemon,
): number | null {
  const wrapper = unit.role === 'service' ? wrapperOf(want) : undefined;
  const paths = [unitFileOf(unit, want)?.path, wrapper?.path];
  const others = files.filter(
    ({ path, text }) => paths.includes(path) && text !== null && remembered?.files[path] !== digestOf(text),
  );
  return others.length === 0 ? null : Math.max(...others.map(({ changedMs }) => changedMs));
}

/** When the script that it runs was last changed, or is now; null: it runs none. */
export function scriptMs(
  unit: DesiredUnit,
  want: DesiredDaemon,
  { files }: ObservedDaemon,
  { rewritten }: Weighing,
): number | null {
  const wrapper = unit.role === 'service' ? wrapperOf(want) : undefined;
  if (wrapper === undefined) return null;
  if (rewritten.includes(wrapper)) return Number.POSITIVE_INFINITY;
  return files.find(({ path }) => path === wrapper.path)?.changedMs ?? Number.POSITIVE_INFINITY;
}

export const dropInsDigest = (found: Pick<FoundUnit, 'dropIns'> | null): string =>
  found === null || found.dropIns.length === 0
    ? ''
    : digestOf(JSON.stringify(found.dropIns.map(({ path, text }) => [path, text])));
