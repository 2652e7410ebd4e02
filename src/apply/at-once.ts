// Steps that only put files and folders where they belong, and commands that say they may → the same steps in bunches that need
// not wait for each other, and the doing of a bunch: each daemon's one after the other and behind the folders they are in,
// different daemons' at once, because nearly all of the time it takes is waiting. Knows nothing of outcomes.

import type { Step } from '../model.ts';

type Placing = Extract<Step, { readonly kind: 'write' | 'ensure' }>;
/** What those of one bunch have in common; null: it has to be alone. */
type Bunching = string | null;

/** Files that are being written at a time: each is open until it is on the disk. Node.js asks for as many as the system allows. */
const MOST_AT_ONCE = 500;
/** Commands that run at a time: more would only wait for each other. */
const MOST_COMMANDS = 12;

/** In the same order; what has to be alone is. */
export function bunches(steps: readonly Step[]): readonly (readonly Step[])[] {
  const found: Step[][] = [];
  let open: Bunching = null;
  for (const step of steps) {
    const bunching = bunchingOf(step);
    if (bunching !== null && bunching === open) found.at(-1)?.push(step);
    else found.push([step]);
    open = bunching;
  }
  return found;
}

function bunchingOf(step: Step): Bunching {
  if (isPlacing(step)) return step.phase;
  return step.kind === 'run' && step.alongside !== undefined && step.daemons.length === 1
    ? `${step.phase} ${step.alongside}`
    : null;
}

const isPlacing = (step: Step): step is Placing =>
  (step.kind === 'write' || step.kind === 'ensure') && step.daemons.length === 1;

/**
 * What `act` gives for each, in the order of the bunch. Once it has thrown, nothing more is begun. `ready`: what it waits for before
 * it takes up a place.
 */
export function atOnce<T>(
  bunch: readonly Step[],
  act: (step: Step) => Promise<T>,
  ready: (step: Step) => Promise<void> = async () => undefined,
): readonly Promise<T>[] {
  const latest = new Map<string, Promise<T>>();
  const free = places(bunch[0]?.kind === 'run' ? MOST_COMMANDS : MOST_AT_ONCE);
  let over = false;
  const doing = async (step: Step): Promise<T> => {
    if (over) throw new Error('another step was broken off');
    try {
      return await act(step);
    } catch (error) {
      over = true;
      throw error;
    }
  };
  return bunch.map((step) => {
    const keys = keysOf(step);
    const before = [...new Set(keys.flatMap((key) => latest.get(key) ?? []))];
    // What is only made is made before the disk is busy with what was written: it would have to wait for that.
    const mine = Promise.all([...before, ready(step)]).then(() =>
      step.kind === 'ensure' ? doing(step) : free(() => doing(step)),
    );
    // Whoever waits for it is told; until then it is nobody's fault.
    mine.catch(() => undefined);
    for (const name of step.daemons) latest.set(daemonKey(name), mine);
    if (step.kind === 'ensure' && step.what === 'folder') latest.set(step.path, mine);
    return mine;
  });
}

/** The daemon whose step it is, and all folders that its path leads through. */
function keysOf(step: Step): readonly string[] {
  const keys = step.daemons.map(daemonKey);
  const path = step.kind === 'write' ? step.file.path : step.kind === 'ensure' ? step.path : '';
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) keys.push(path.slice(0, end));
  return keys;
}

const daemonKey = (name: string): string => `daemon ${name}`;

/** So many at a time, first come, first served. */
function places(count: number): <T>(act: () => Promise<T>) => Promise<T> {
  const queue: (() => void)[] = [];
  let left = count;
  return async (act) => {
    if (left === 0) await new Promise<void>((wake) => queue.push(wake));
    else left -= 1;
    try {
      return await act();
    } finally {
      const next = queue.shift();
      if (next) next();
      else left += 1;
    }
  };
}
