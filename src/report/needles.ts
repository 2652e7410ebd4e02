// Known texts → where they stand in another text, and that text with them covered. Pure. The time it takes hardly depends
// on how many there are to be found.
import { joined, type Part } from './secret-parts.ts';

/** Text to look for, and which part of it is to be covered. At least two units long. */
export interface Needle extends Part {
  readonly text: string;
}

export type Finder = (text: string) => Part[];

export const findNothing: Finder = () => [];

export function finder(needles: Iterable<Needle>): Finder {
  const byStart = new Map<number, Needle[]>();
  const known = new Set<string>();
  for (const needle of needles) {
    const key = `${needle.from}:${needle.to}:${needle.text}`;
    if (needle.text.length < 2 || known.has(key)) continue;
    known.add(key);
    const start = startKey(needle.text, 0);
    const same = byStart.get(start);
    if (same) same.push(needle);
    else byStart.set(start, [needle]);
  }
  if (byStart.size === 0) return findNothing;
  return (text) => {
    const found: Part[] = [];
    // A long one of one letter would be found at each place of a longer run, at the cost of its length each time.
    const notBefore = new Map<Needle, number>();
    for (let at = 0; at < text.length - 1; at += 1) {
      for (const needle of byStart.get(startKey(text, at)) ?? []) {
        const { length } = needle.text;
        if (text.charCodeAt(at + length - 1) !== needle.text.charCodeAt(length - 1)) continue;
        if (at < (notBefore.get(needle) ?? 0) || !text.startsWith(needle.text, at)) continue;
        found.push({ from: at + needle.from, to: at + needle.to });
        if (length > 64) notBefore.set(needle, at + length);
      }
    }
    return joined(found);
  };
}

const startKey = (text: string, at: number): number => (text.charCodeAt(at) << 16) | text.charCodeAt(at + 1);

/** `parts` sorted and apart from each other. */
export function covered(text: string, parts: readonly Part[], by: string): string {
  if (parts.length === 0) return text;
  const pieces: string[] = [];
  let end = 0;
  for (const { from, to } of parts) {
    pieces.push(text.slice(end, from), by);
    end = to;
  }
  return pieces.join('') + text.slice(end);
}
