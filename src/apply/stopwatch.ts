// How long it has been, by a clock that may be set, or sleep with the machine: a leap back counts as nothing, one forward as
// ten seconds at most. Has to be asked every now and then, as whoever polls does.

import type { Hands } from '../host.ts';

const MOST_AT_ONCE_MS = 10_000;

export function stopwatch(hands: Pick<Hands, 'now'>): () => number {
  let last = hands.now();
  let elapsed = 0;
  return () => {
    const now = hands.now();
    elapsed += Math.min(Math.max(now - last, 0), MOST_AT_ONCE_MS);
    last = now;
    return elapsed;
  };
}
