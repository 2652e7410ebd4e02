// The laws of a reconciler, tried on a stand-in machine. For every ordered pair of golden cases and for hundreds of random pairs
// of manifests, after A and then B:
//   1. to apply B again changes nothing; 2. the world is the one that B alone gives, processes included; 3. the same when
//   the run was killed before any of its changes, or in the middle of a write, and B was applied again.
// A share of the cuts is tried each time, another share with another seed; DAEMONSYNC_LAWS=all tries every one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allCases,
  applied,
  atRest,
  furnished,
  halfDone,
  type Moment,
  pending,
  photographed,
  wanted,
  type Wanted,
} from './lawful.ts';
import { oddFrom, seedOfThisRun } from './odd-strings.ts';
import { randomManifest } from './random-manifest.ts';
import { differences } from './same-world.ts';
import type { AnyMachine, Rig } from './rig.ts';
import type { World } from './model/world.ts';

const all = process.env['DAEMONSYNC_LAWS'] === 'all';
const RANDOM_PAIRS = 500;
const seed = seedOfThisRun();

interface Tried {
  pairs: number;
  cuts: number;
  midway: number;
  readonly broken: { readonly kind: string; readonly story: string; readonly size: number }[];
}

function broken(tried: Tried, law: string, a: Wanted, b: Wanted, where: string, found: readonly string[]): void {
  const story = [`law ${law}: ${a.name}, then ${b.name}${where}`, ...found.slice(0, 4).map((one) => `    ${one}`)];
  const texts = a.name.startsWith('random') ? [a.text, b.text].map((text) => `    ${text.replace(/\s+/g, ' ')}`) : [];
  tried.broken.push({
    kind: `${law}: ${kindOf(found[0] ?? '')}`,
    story: [...story, ...texts].join('\n'),
    size: a.text.length + b.text.length,
  });
}

async function pair<M extends AnyMachine>(
  rig: Rig<M>,
  tried: Tried,
  base: M,
  a: Wanted,
  b: Wanted,
  fresh: World,
  take: (n: number) => boolean,
): Promise<void> {
  tried.pairs += 1;
  const machine = rig.forked(base);
  await applied(rig, machine, a);
  const { moments } = await photographed(rig, machine, b);
  // What goes wrong without a cut is not told again with each of them.
  const known = await judge(rig, tried, machine, a, b, fresh, '', []);
  for (const [n, moment] of moments.entries()) {
    if (!take(n)) continue;
    await cut(rig, tried, moment, a, b, fresh, known, false);
    if (moment.mutation.verb === 'write' || moment.mutation.verb === 'run')
      await cut(rig, tried, moment, a, b, fresh, known, true);
  }
}

async function cut<M extends AnyMachine>(
  rig: Rig<M>,
  tried: Tried,
  { machine, mutation }: Moment<M>,
  a: Wanted,
  b: Wanted,
  fresh: World,
  known: readonly string[],
  midway: boolean,
): Promise<void> {
  const left = rig.forked(machine);
  if (midway) await halfDone(left, mutation);
  await applied(rig, left, b);
  tried.cuts += 1;
  if (midway) tried.midway += 1;
  const what = 'argv' in mutation ? mutation.argv.join(' ') : `${mutation.verb} ${mutation.path}`;
  await judge(rig, tried, left, a, b, fresh, `, killed ${midway ? 'in the middle of' : 'before'}: ${what}`, known);
}

async function judge<M extends AnyMachine>(
  rig: Rig<M>,
  tried: Tried,
  machine: M,
  a: Wanted,
  b: Wanted,
  fresh: World,
  where: string,
  known: readonly string[],
): Promise<readonly string[]> {
  const isNew = (one: string): boolean => !known.includes(one);
  const more = (await pending(rig, machine, b)).filter(isNew);
  if (more.length > 0 && !known.includes(MORE)) broken(tried, where === '' ? '1' : '3, the first', a, b, where, more);
  const different = differences(rig, atRest(rig, machine), fresh, b, [a]).filter(isNew);
  if (different.length > 0) broken(tried, where === '' ? '2' : '3, the second', a, b, where, different);
  return [...(more.length > 0 ? [MORE] : []), ...more, ...different];
}

const MORE = 'a second run has work to do';

/** What is alike is told once, by its smallest example: without the names and texts of it. */
function kindOf(found: string): string {
  return found
    .replace(/"(?:[^"\\]|\\.)*"?/g, '…')
    .replace(/(?:user|gui\/501|system)\/\S+?(\.(?:service|timer|path|socket)|(?= ))/g, '*$1')
    .replace(/^(update|remove|create) \S+:.*$/, '$1')
    .replace(/^\/(?:home|Users)\/\S+/, '/home');
}

async function freshWorld<M extends AnyMachine>(rig: Rig<M>, base: M, want: Wanted): Promise<World> {
  const machine = rig.forked(base);
  await applied(rig, machine, want);
  const world = atRest(rig, machine);
  if (!rig.ifGiven) return world;
  // What is started by hand is not held by launchd before; what it would be then is what it has to be wherever it is.
  const units = { ...world.units };
  for (const { domain, units: own, files } of want.aim.desired) {
    const copy = rig.forked(machine);
    const missing = own.filter(({ id, want: how }) => how === 'free' && !units[rig.unitKey(domain, id)]);
    for (const { id } of missing) {
      rig.ifGiven(copy, domain, files.find(({ path }) => path.endsWith(`/${id}.plist`))?.path ?? '');
      const key = rig.unitKey(domain, id);
      const given = atRest(rig, copy).units[key];
      if (given) units[key] = { ...given, state: 'not loaded', runs: null };
    }
  }
  return { ...world, units };
}

async function overCases<M extends AnyMachine>(rig: Rig<M>): Promise<Tried> {
  const tried: Tried = { pairs: 0, cuts: 0, midway: 0, broken: [] };
  const cases = await allCases(rig);
  const base = furnished(rig, cases);
  const fresh = new Map<string, World>();
  for (const want of cases) fresh.set(want.name, await freshWorld(rig, base, want));
  const odd = oddFrom(seed);
  for (const a of cases) {
    for (const b of cases) await pair(rig, tried, base, a, b, fresh.get(b.name) as World, () => all || odd.chance(3));
  }
  return tried;
}

async function overRandom<M extends AnyMachine>(rig: Rig<M>): Promise<Tried> {
  const tried: Tried = { pairs: 0, cuts: 0, midway: 0, broken: [] };
  const odd = oddFrom(seed);
  for (let n = 0; n < RANDOM_PAIRS; n += 1) {
    const a = await wanted(rig, `random ${n} a`, randomManifest(odd, true, rig.without));
    const b = await wanted(rig, `random ${n} b`, randomManifest(odd, true, rig.without));
    const base = furnished(rig, [a, b]);
    await pair(rig, tried, base, a, b, await freshWorld(rig, base, b), () => all || odd.chance(6));
  }
  return tried;
}

function told({ pairs, cuts, midway, broken: found }: Tried, what: string): string {
  console.log(`count: ${pairs} pairs of ${what} brought from the one to the other`);
  console.log(`count: ${cuts} runs between ${what} killed and run again, ${midway} of them in the middle of a change`);
  const kinds = new Map<string, { times: number; story: string; size: number }>();
  for (const { kind, story, size } of found) {
    const so = kinds.get(kind) ?? { times: 0, story, size };
    kinds.set(kind, { ...(size < so.size ? { story, size } : so), times: so.times + 1 });
  }
  const stories = [...kinds.values()]
    .sort((x, y) => y.times - x.times)
    .map(({ times, story }) => `${times} times: ${story}`);
  return `${found.length} times in ${kinds.size} ways, seed ${seed}\n\n${stories.slice(0, 12).join('\n\n')}`;
}

/** `least`: so many cases are right on this system. */
export async function tryLaws<M extends AnyMachine>(rig: Rig<M>, least: number): Promise<void> {
  // Before the first test there is: the runner follows every promise of a test, and here there are millions.
  const cases = await overCases(rig);
  const random = await overRandom(rig);

  test('every ordered pair of golden cases', () => {
    const story = told(cases, 'golden cases');
    assert.ok(cases.pairs >= least * least && cases.cuts > 0 && cases.midway > 0);
    assert.equal(cases.broken.length, 0, story);
  });

  test('random pairs of manifests', () => {
    const story = told(random, 'random manifests');
    assert.ok(random.pairs >= RANDOM_PAIRS && random.cuts > 0 && random.midway > 0);
    assert.equal(random.broken.length, 0, story);
  });
}
