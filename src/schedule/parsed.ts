// What the two parsers of schedules hand back: rules, or one fault with the characters it points at.
// Offsets and lengths count UTF-16 units in the text that was given. Nothing here knows files or lines.
import type { CalendarRule } from '../model.ts';

export interface ScheduleFault {
  readonly error: string;
  readonly offset: number;
  readonly length: number;
  /** What to write instead. */
  readonly hint?: string;
}

export type ParsedSchedule = { readonly rules: readonly CalendarRule[] } | ScheduleFault;

export function fault(offset: number, length: number, error: string, hint?: string): ScheduleFault {
  return hint === undefined ? { error, offset, length } : { error, offset, length, hint };
}

export function isFault(value: object): value is ScheduleFault {
  return 'error' in value;
}

/** The choice nearest to what was typed, when it is near enough to be meant. */
export function nearest(typed: string, choices: readonly string[]): string | null {
  const wanted = typed.toLowerCase();
  let best: string | null = null;
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const choice of choices) {
    const distance = editDistance(wanted, choice.toLowerCase());
    if (distance < least) {
      best = choice;
      least = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
