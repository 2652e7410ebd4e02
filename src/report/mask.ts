// A text for the eye → the same with •••• where a secret stands. Pure. What is written to disk never comes through here.
import { covered, type Finder, findNothing } from './needles.ts';
import { joined, secretParts } from './secret-parts.ts';

export const MASK = '••••';

/** For log lines, messages and the like. `find`: what is known to be secret, besides what looks so. */
export function maskText(text: string, find: Finder = findNothing): string {
  return covered(text, joined([...find(text), ...secretParts(text)]), MASK);
}
