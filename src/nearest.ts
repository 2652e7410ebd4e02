// A word that is unknown and the words that would be known → the one that was probably meant, or null.
// Pure; knows nothing of commands, options or keys. Better silent than a silly guess.

/** Ties go to the candidate that stands first. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const wanted = plain(word);
  if (wanted === '') return null;
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const known = plain(candidate);
    const distance = editDistance(wanted, known);
    if (distance < bestDistance && closeEnough(distance, wanted, known)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best ?? candidates.find((candidate) => isShortFor(wanted, plain(candidate))) ?? null;
}

/** `workingDirectory`, `working-directory` and `working_directory` differ in taste only. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[\s_-]/g, '');
}

function closeEnough(distance: number, a: string, b: string): boolean {
  if (distance >= Math.min(a.length, b.length)) return false;
  return distance <= Math.max(1, Math.floor(Math.max(a.length, b.length) / 3));
}

/** `workdir` for `working_directory`, `environment` for `env`: all letters in order, and the same beginning. */
function isShortFor(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length < 3 || !long.startsWith(short.slice(0, 3))) return false;
  let found = 0;
  for (const letter of long) if (letter === short[found]) found += 1;
  return found === short.length;
}

/** Damerau-Levenshtein (optimal string alignment): a swap of neighbours counts as one edit. */
function editDistance(a: string, b: string): number {
  // A key may be as long as a manifest; nothing that far apart is ever suggested.
  if (Math.abs(a.length - b.length) > 12 || a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let distance = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) distance = Math.min(distance, at(beforeLast, column - 2) + 1);
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
