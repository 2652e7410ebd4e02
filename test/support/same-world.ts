// Two stand-in worlds → where they differ in what matters, in words. The one came about step by step, the other is what a
// fresh apply of the same manifest gives. What may differ all the same is told here, and nowhere else.

import type { DesiredUnit } from '../../src/model.ts';
import type { Wanted } from './lawful.ts';
import { parent } from './memory-files.ts';
import type { UnitWorld, World } from './model/world.ts';
import type { AnyMachine, Rig } from './rig.ts';

/** `before`: what was there before: of it something may be left. */
export function differences<M extends AnyMachine>(
  rig: Rig<M>,
  is: World,
  shouldBe: World,
  want: Wanted,
  before: readonly Wanted[],
): readonly string[] {
  const left = remains(rig.shared, before);
  const paths = both(is.files, shouldBe.files).filter(
    (path) =>
      is.files[path] !== shouldBe.files[path] &&
      !(shouldBe.files[path] === undefined && (left(path) || isStampOfWanted(path, want))),
  );
  return [
    ...paths.map((path) => `${path} is ${short(is.files[path])}, not ${short(shouldBe.files[path])}`),
    ...both(is.units, shouldBe.units).flatMap((unit) =>
      unitDiffers(unit, is.units[unit], shouldBe.units[unit], find(rig, unit, want), rig.platform.rereads),
    ),
  ];
}

function unitDiffers(
  unit: string,
  is: UnitWorld | undefined,
  should: UnitWorld | undefined,
  { wanted, kept }: Found,
  rereads: boolean,
): readonly string[] {
  // What is started by hand only may be in a manager's memory or not.
  if (wanted?.want === 'free' && (!is || !should)) return [];
  // What is left in peace leaves what it was made from in peace, where a manager holds the two together.
  const inPeace = is !== undefined && is.runs !== null && (kept || (wanted?.once === true && is.state === 'running'));
  if (!rereads && inPeace) return [];
  if (!is || !should)
    return is === should ? [] : [`${unit} is ${is?.state ?? 'not there'}, not ${should?.state ?? 'there'}`];
  // A job that runs on, though it is started by hand only now, runs on from where its plist was.
  const said = (one: UnitWorld): string =>
    !rereads && wanted?.want === 'free' ? one.loaded.slice(one.loaded.indexOf('\n')) : one.loaded;
  const loaded =
    said(is) === said(should) ? [] : [`${unit} is loaded as ${short(is.loaded)}, not ${short(should.loaded)}`];
  const state = is.state === should.state ? [] : [`${unit} is ${is.state}, not ${should.state}`];
  const runs = is.runs === should.runs ? [] : [`${unit} runs ${short(is.runs)}, not ${short(should.runs)}`];
  const read = is.read === should.read ? [] : [`${unit} has read ${short(is.read)}, not ${short(should.read)}`];
  // Nobody kills what is there to run to its end.
  if (wanted?.once && is.state.startsWith('activating (start)')) return loaded;
  if (wanted?.want === 'free') {
    // Up or not; but if it is up, then with what a start would give it now.
    if (is.state.startsWith('failed')) return [...loaded, ...state];
    if (is.runs === null || kept || is.runs === is.would) return loaded;
    return [...loaded, `${unit} runs ${short(is.runs)}, and would now be started as ${short(is.would)}`];
  }
  if (kept && is.runs !== null) return loaded;
  return kept ? [...loaded, ...state] : [...loaded, ...state, ...runs, ...read];
}

interface Found {
  readonly wanted: DesiredUnit | null;
  readonly kept: boolean;
}

function find<M extends AnyMachine>({ unitKey }: Rig<M>, unit: string, { aim }: Wanted): Found {
  for (const { domain, units, care } of aim.desired) {
    const found = units.find(({ id }) => unitKey(domain, id) === unit);
    if (found) return { wanted: found, kept: care.onChange === 'keep' };
  }
  return { wanted: null, kept: false };
}

/** Of a timer that is there: when it last ran is true of it whatever became of its schedule, and counts where it catches up. */
function isStampOfWanted(path: string, { aim }: Wanted): boolean {
  const id = /\/timers\/stamp-(.+\.timer)$/.exec(path)?.[1];
  return id !== undefined && aim.desired.some(({ units }) => units.some((unit) => unit.id === id));
}

/** What may be left of a daemon that is gone: its logs are the user's, and so are the folders that everybody shares. */
function remains(shared: RegExp, gone: readonly Wanted[]): (path: string) => boolean {
  const logs = new Set(
    gone.flatMap(({ aim }) =>
      aim.desired.flatMap(({ folders, care }) => [
        ...folders.map(({ path }) => path),
        ...(care.logs.kind === 'files' ? [care.logs.stdout, care.logs.stderr] : []),
      ]),
    ),
  );
  const parents = new Set([...logs].map(parent));
  // A Mac has /tmp and /var behind links.
  const plain = (path: string): string => path.replace(/^\/private(?=\/(?:tmp|var)\/)/, '');
  return (path) => logs.has(plain(path)) || parents.has(plain(path)) || shared.test(path);
}

const both = <T>(a: Readonly<Record<string, T>>, b: Readonly<Record<string, T>>): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();

const short = (text: string | null | undefined): string =>
  text === null || text === undefined ? 'nothing' : JSON.stringify(text.length > 240 ? `…${text.slice(-240)}` : text);
