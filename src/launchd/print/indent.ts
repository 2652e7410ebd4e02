// The text of a print → its lines, one tab for each level. launchd prints with tabs; people paste with spaces, shifted, or with \r at
// every end. Pure; knows nothing of what the lines say.

/** Only where every line ends with \r is it the paste's and not an argument's. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.length > 0 && lines.every((line) => line.endsWith('\r'))
    ? lines.map((line) => line.slice(0, -1))
    : lines;
}

/** Without the header's own shift, one tab for each level. */
export function normal(all: readonly string[], shift: string): { lines: readonly string[]; tabs: boolean } {
  const shifted = shift !== '' && all.every((line) => line.trim() === '' || line.startsWith(shift));
  const lines = shifted ? all.map((line) => line.slice(shift.length)) : all;
  if (lines.some((line) => line.startsWith('\t'))) return { lines, tabs: true };
  const depths = lines.slice(1).flatMap((line) => (line.trim() === '' ? [] : [line.search(/[^ ]/)]));
  const unit = depths[0] ?? 0;
  // Where a line stands between the first level and the margin, nobody can say what the levels are.
  const uneven = depths.some((depth) => depth > 0 && depth < unit);
  if (unit === 0 || uneven) return { lines, tabs: true };
  const spaces = new RegExp(`^(?: {${unit}})+`);
  return { lines: lines.map((line) => line.replace(spaces, (s) => '\t'.repeat(s.length / unit))), tabs: false };
}
