// The one line that is drawn over while a run waits, so that a person at a terminal sees for whom. Draws only; it is taken away
// before anything is said, and nothing of it is left at the end.
import { type RunStyle, waitingLine } from '../report/run.ts';
import type { Session } from './context.ts';

export interface Waiting {
  /** It is known what became of these. */
  done(names: readonly string[]): void;
  /** Takes the line away, until it is next drawn. */
  clear(): void;
  end(): void;
}

const EVERY_MS = 120;
/** What is over by then needs no line. */
const PATIENCE_MS = 400;
const FROM_THE_START = '\r\u001b[K';

export function waitingFor({ stdout, now, every }: Session, names: readonly string[], style: RunStyle): Waiting {
  const left = new Set(names);
  const began = now();
  let frame = 0;
  let drawn = false;
  const clear = (): void => {
    if (drawn) stdout.write(FROM_THE_START);
    drawn = false;
  };
  const stop = every(EVERY_MS, () => {
    const ms = now() - began;
    if (ms < PATIENCE_MS || left.size === 0) return;
    stdout.write(`${FROM_THE_START}${waitingLine(frame, [...left], ms, style)}`);
    frame += 1;
    drawn = true;
  });
  return {
    done(some) {
      for (const name of some) left.delete(name);
      if (left.size === 0) clear();
    },
    clear,
    end() {
      stop();
      clear();
    },
  };
}
