// Strings that people should not write and will, from a seed: the same seed gives the same strings.

const PIECES = [
  ' ',
  '  ',
  '\t',
  '\n',
  '"',
  "'",
  '\\',
  '\\\\',
  '%',
  '%%',
  '%h',
  '%n',
  '%z',
  '$',
  '$$',
  '$HOME',
  '${HOME}',
  '${V}',
  '$1',
  '$@',
  ';',
  ' ; ',
  '#',
  '&',
  '|',
  '<',
  '>',
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  '*',
  '?',
  '!',
  '~',
  '~/',
  '=',
  ':',
  ',',
  '.',
  '..',
  '-',
  '--',
  '+',
  '@',
  '/',
  '`',
  '^',
  '\\n',
  '\\x41',
  '\\t',
  '\\"',
  "\\'",
  '\\$',
  '\\;',
  'a',
  'B',
  '0',
  'true',
  'null',
  'é',
  'ß',
  'Ω',
  '日本',
  '🎉',
  '👩‍💻',
  '\u00a0',
  '\u0301',
  '\u2028',
  '\u200b',
  '\ufeff',
  '\u202e',
  '[Service]',
  'ExecStart=',
  '%i',
  '%%%',
  '-x',
  '+',
  '!',
  '|',
  'EOF',
  "'\\''",
  '<&>',
  ']]>',
  '-->',
  '&amp;',
] as const;

export interface Odd {
  /** 0 ≤ n < below. */
  number(below: number): number;
  chance(percent: number): boolean;
  string(): string;
  /** For one line: no newline. */
  line(): string;
  /** A file name that exists on every file system. */
  fileName(): string;
}

export function oddFrom(seed: number): Odd {
  let state = seed >>> 0 || 1;
  const random = (): number => {
    // xorshift32: small, and the same everywhere.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 0x1_0000_0000;
  };
  const number = (below: number): number => Math.floor(random() * below);
  const chance = (percent: number): boolean => number(100) < percent;
  const piece = (): string => {
    if (chance(70)) return PIECES[number(PIECES.length)] ?? '';
    if (chance(50)) return String.fromCharCode(0x20 + number(0x5f));
    const point = number(0x10ffff);
    const bad =
      point < 0x20 ||
      (point >= 0x7f && point < 0xa0) ||
      (point >= 0xd800 && point < 0xe000) ||
      (point & 0xfffe) === 0xfffe ||
      (point >= 0xfdd0 && point <= 0xfdef);
    return bad ? 'x' : String.fromCodePoint(point);
  };
  const string = (): string => {
    if (chance(4)) return '';
    if (chance(1))
      return piece()
        .repeat(1 + number(9000))
        .slice(0, 20_000);
    let out = '';
    for (let i = 1 + number(chance(10) ? 60 : 8); i > 0; i--) out += piece();
    return chance(6) ? `${out}\\` : out;
  };
  const line = (): string => string().replaceAll('\n', ' ');
  const fileName = (): string => {
    const name = [...line().replaceAll('/', '_').replace(/\0/g, '')].slice(0, 40).join('');
    return name === '' || name === '.' || name === '..' ? 'plain' : name;
  };
  return { number, chance, string, line, fileName };
}

/** The seed of this run: random, unless told. Printed by whoever uses it. */
export const seedOfThisRun = (): number => Number(process.env['DAEMONSYNC_SEED'] ?? Date.now() % 1_000_000_007);

/** As a manifest must say it, so that daemonsync reads exactly this string. */
export const inManifest = (value: string): string => value.replaceAll('$', '$$$$').replace(/^~/, '$$~');

/** A YAML double-quoted scalar: JSON's strings are such, but for characters that YAML does not print. */
export const yamlString = (value: string): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u00a0\u2028\u2029\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
