// Durations and sizes as people write them → numbers. The schema has already seen that they are well-formed.

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds, rounded; null where it is not a duration or too long to mean anything (a hundred years). */
export function durationMs(value: string | number): number | null {
  const text = String(value);
  let ms = 0;
  if (/^[0-9]+(?:\.[0-9]+)?$/.test(text)) {
    ms = Number(text) * 1000;
  } else {
    if (!/^(?:[0-9]+(?:\.[0-9]+)?(?:ms|s|m|h|d|w))+$/.test(text)) return null;
    for (const [, amount, unit] of text.matchAll(/([0-9.]+)(ms|s|m|h|d|w)/g))
      ms += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return ms <= 100 * 365 * 86_400_000 ? Math.round(ms) : null;
}

/** Bytes: KB is 1000, KiB and K are 1024. null where it is not a size or beyond a pebibyte. */
export function sizeBytes(value: string | number): number | null {
  const found = /^([0-9]+(?:\.[0-9]+)?)(?:B|([KMGT])(i?)(B?))?$/.exec(String(value));
  if (!found) return null;
  const [, amount, unit, binary, byte] = found;
  const base = unit === undefined ? 1 : binary === '' && byte === 'B' ? 1000 : 1024;
  const power = unit === undefined ? 0 : 'KMGT'.indexOf(unit) + 1;
  const bytes = Math.round(Number(amount) * base ** power);
  return bytes <= 2 ** 50 ? bytes : null;
}

export function percent(value: string | number): number | null {
  const found = /^([0-9]+(?:\.[0-9]+)?)%?$/.exec(String(value));
  return found ? Number(found[1]) : null;
}
