// `1min 30s`, `1.5`, `infinity` → microseconds, as systemd's parse_sec reads them. No units of other tools.

const SECOND = 1_000_000n;
const UNITS: readonly (readonly [RegExp, bigint])[] = [
  [/^(?:usec|us|\u03bcs|\u00b5s)/, 1n],
  [/^(?:msec|ms)/, 1000n],
  [/^(?:months|month|M)/, 2_629_800n * SECOND],
  [/^(?:minutes|minute|min|m)/, 60n * SECOND],
  [/^(?:seconds|second|sec|s)/, SECOND],
  [/^(?:hours|hour|hr|h)/, 3600n * SECOND],
  [/^(?:days|day|d)/, 86_400n * SECOND],
  [/^(?:weeks|week|w)/, 604_800n * SECOND],
  [/^(?:years|year|y)/, 31_557_600n * SECOND],
];
const LIMIT = 2n ** 64n - 1n;

/** Microseconds, `Infinity`, or null for what systemd refuses. A bare number is of `unit`. */
export function readTimeSpan(text: string, unit = SECOND): number | null {
  if (/^[ \t\n\r]*infinity[ \t\n\r]*$/.test(text)) return Number.POSITIVE_INFINITY;
  let rest = text.replace(/^[ \t\n\r]+/, '');
  if (rest === '') return null;
  let total = 0n;
  while (rest !== '') {
    // A fraction needs digits behind the point, a whole part is not needed: `.5s`.
    const number = /^(?:(\+?\d+)(?:\.(\d+))?|\.(\d+))/.exec(rest);
    if (!number) return null;
    const behind = rest.slice(number[0].length);
    const found = UNITS.map(([name, size]) => ({ size, match: name.exec(behind.replace(/^[ \t\n\r]+/, '')) })).find(
      ({ match }) => match !== null,
    );
    const afterBlanks = behind.replace(/^[ \t\n\r]+/, '');
    const next = found?.match ? afterBlanks.slice(found.match[0].length) : afterBlanks;
    // Neither a unit nor a blank: two numbers run together, as in `12.34.56`.
    if (next === behind && next !== '') return null;
    const size = found?.size ?? unit;
    total += BigInt(number[1]?.replace('+', '') ?? 0) * size + fraction(number[2] ?? number[3] ?? '', size);
    if (total >= LIMIT) return null;
    rest = next.replace(/^[ \t\n\r]+/, '');
  }
  return Number(total);
}

/** Digit by digit, each cut off to whole microseconds. */
function fraction(digits: string, size: bigint): bigint {
  let place = size / 10n;
  let total = 0n;
  for (const digit of digits) {
    total += BigInt(digit) * place;
    place /= 10n;
  }
  return total;
}
