// Shell globs, for one name at a time: `*`, `?` and `[…]`. Pure; whoever lists folders calls it per component.
// Time is at worst the length of the pattern times that of the name: a regular expression would try `*a*a*a…b` for ever.

/** More matches than any set of daemons has: whoever lists folders stops there, instead of walking the whole machine. */
export const MOST_MATCHES = 10_000;

export const hasGlob = (text: string): boolean => /[*?[]/.test(text);

/** Like a shell's: a leading dot is matched only by a dot, and a `[` that is never closed is a bracket. */
export const globMatches = (pattern: string, name: string): boolean => globMatcher(pattern)(name);

/** For many names: the pattern is read once. */
export function globMatcher(pattern: string): (name: string) => boolean {
  const tokens = read(pattern);
  return (name) => (!name.startsWith('.') || pattern.startsWith('.')) && matches(tokens, [...name]);
}

/** Code points from … to, both in it. */
type Range = readonly [number, number];

type Token =
  | { readonly kind: 'any' | 'one' }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'set'; readonly not: boolean; readonly ranges: readonly Range[] };

/** Only the last `*` is ever tried again: what an earlier one could take more of, the last one can take as well. */
function matches(tokens: readonly Token[], name: readonly string[]): boolean {
  let at = 0;
  let token = 0;
  let star = -1;
  let starTook = 0;
  while (at < name.length) {
    const wanted = tokens[token];
    if (wanted?.kind === 'any') {
      star = token++;
      starTook = at;
    } else if (wanted && fits(wanted, name[at] ?? '')) {
      token++;
      at++;
    } else if (star >= 0 && name[starTook] !== '/') {
      token = star + 1;
      at = ++starTook;
    } else return false;
  }
  while (tokens[token]?.kind === 'any') token++;
  return token === tokens.length;
}

function fits(token: Token, char: string): boolean {
  if (token.kind === 'literal') return token.text === char;
  if (token.kind !== 'set') return char !== '/';
  const point = char.codePointAt(0) ?? 0;
  return token.ranges.some(([from, to]) => from <= point && point <= to) !== token.not;
}

function read(pattern: string): Token[] {
  const chars = [...pattern];
  const tokens: Token[] = [];
  const literal = (text: string) => tokens.push({ kind: 'literal', text });
  let unclosed = false;
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i] ?? '';
    if (char === '*') {
      if (tokens.at(-1)?.kind !== 'any') tokens.push({ kind: 'any' });
    } else if (char === '?') tokens.push({ kind: 'one' });
    else if (char === '\\' && i + 1 < chars.length) literal(chars[++i] ?? '');
    else if (char === '[' && !unclosed) {
      const not = chars[i + 1] === '!' || chars[i + 1] === '^';
      const from = i + (not ? 2 : 1);
      // A bracket that comes first is one of the set.
      const end = chars.indexOf(']', from + 1);
      unclosed = end < 0;
      const ranges = unclosed ? null : rangesOf(chars.slice(from, end));
      if (ranges) tokens.push({ kind: 'set', not, ranges });
      else for (const one of unclosed ? [char] : chars.slice(i, end + 1)) literal(one);
      if (!unclosed) i = end;
    } else literal(char);
  }
  return tokens;
}

/** null: `[z-a]` is no range, and a pattern with one means itself. */
function rangesOf(set: readonly string[]): Range[] | null {
  const point = (i: number): number => set[i]?.codePointAt(0) ?? 0;
  const ranges: Range[] = [];
  for (let i = 0; i < set.length; i++) {
    const isRange = set[i + 1] === '-' && i + 2 < set.length;
    const range: Range = [point(i), point(isRange ? i + 2 : i)];
    if (range[0] > range[1]) return null;
    ranges.push(range);
    if (isRange) i += 2;
  }
  return ranges;
}
