// Random cron lines and systemd calendars from a seed: mostly well formed, some spoiled on purpose. Knows the grammar
// only as a person would; what is accepted is for those who ask to find out.

export interface RandomSource {
  /** 0 … below. */
  readonly below: (limit: number) => number;
  readonly between: (low: number, high: number) => number;
  readonly chance: (percent: number) => boolean;
  readonly pick: <T>(choices: readonly T[]) => T;
  /** Seconds since 1970: close to one of the instants, at the end of a year, or anywhere in some years. */
  readonly baseNear: (instants: readonly string[]) => number;
}

/** mulberry32 */
export function randomSource(seed: number): RandomSource {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const between = (low: number, high: number): number => low + below(high - low + 1);
  const pick = <T>(choices: readonly T[]): T => {
    const chosen = choices[below(choices.length)];
    if (chosen === undefined) throw new Error('nothing to pick from');
    return chosen;
  };
  const baseNear = (instants: readonly string[]): number => {
    const kind = below(10);
    if (kind < 6) return Date.parse(pick(instants)) / 1000 + between(-4 * 3600, 4 * 3600);
    if (kind < 8) return Date.UTC(between(2023, 2031), 0, 1) / 1000 + between(-86_400, 7200);
    return between(Date.UTC(2023, 0, 1) / 1000, Date.UTC(2031, 0, 1) / 1000);
  };
  return { below, between, chance: (percent) => below(100) < percent, pick, baseNear };
}

// ── cron ────────────────────────────────────────────────────────────────────────────────────────────

const CRON_FIELDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

export function randomCron(random: RandomSource): string {
  return CRON_FIELDS.map(([low, high], field) => {
    if (random.chance(field < 2 ? 25 : 50)) return '*';
    if (random.chance(20)) return `*/${random.between(1, high)}`;
    return Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => {
      const from = random.between(low, high);
      if (random.chance(60)) return String(from);
      const to = random.between(from, high);
      return random.chance(60) ? `${from}-${to}` : `${from}-${to}/${random.between(1, high)}`;
    }).join(',');
  }).join(' ');
}

// ── systemd calendars ───────────────────────────────────────────────────────────────────────────────

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const WORDS = [
  'minutely',
  'hourly',
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'semiannually',
  'yearly',
  'bi-annually',
];
const ZONES = [
  'UTC',
  'utc',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Cairo',
  'Asia/Kolkata',
];
const SPOILS = ['*', '/', '..', ',', '-', '~', ':', ' ', '.', '0', '9', 'x', 'Mon'];

export function randomCalendar(random: RandomSource): string {
  const zone = random.chance(12) ? ` ${random.pick(ZONES)}` : '';
  const parts: string[] = [];
  if (random.chance(4)) parts.push(random.pick(WORDS));
  else {
    if (random.chance(25)) parts.push(weekdays(random));
    if (random.chance(55)) parts.push(date(random));
    if (random.chance(85) || parts.length === 0) parts.push(time(random));
  }
  const text = parts.join(random.chance(3) ? '  ' : ' ') + zone;
  return random.chance(12) ? spoil(text, random) : text;
}

function weekdays(random: RandomSource): string {
  return Array.from({ length: random.pick([1, 1, 2]) }, () => {
    const from = random.below(7);
    if (random.chance(50)) return DAYS[from] ?? '';
    // Now and then over the end of the week, which is refused.
    const to = random.chance(95) ? random.between(from, 6) : random.below(7);
    return `${DAYS[from]}${random.pick(['..', '..', '-'])}${DAYS[to]}`;
  }).join(',');
}

function date(random: RandomSource): string {
  const fromEnd = random.chance(15);
  const days = random.chance(30) ? '*' : list(random, 1, fromEnd ? 28 : 31);
  const monthDay = `${random.chance(60) ? '*' : list(random, 1, 12)}${fromEnd ? '~' : '-'}${days}`;
  if (random.chance(30)) return monthDay;
  return `${random.chance(80) ? '*' : list(random, 2023, 2040)}-${monthDay}`;
}

function time(random: RandomSource): string {
  const hours = random.chance(30) ? '*' : list(random, 0, 23);
  const minutes = random.chance(15) ? '*' : list(random, 0, 59);
  if (random.chance(70)) return `${hours}:${minutes}`;
  return `${hours}:${minutes}:${random.chance(15) ? '*' : seconds(random)}`;
}

function seconds(random: RandomSource): string {
  if (random.chance(60)) return list(random, 0, 59);
  const from = random.between(0, 40);
  const fraction = (): string => random.pick(['', '.5', '.25', '.125', '.000001', '.999999', '.1234567']);
  const start = `${from}${fraction()}`;
  return random.pick([
    start,
    `${start}/${random.between(1, 15)}${fraction()}`,
    `${start}..${from + 15}/1${fraction()}`,
    `${start}..${from + 9}`,
  ]);
}

function list(random: RandomSource, low: number, high: number): string {
  return Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => {
    const from = random.between(low, high);
    const step = random.between(1, Math.max(1, Math.min(20, high - low)));
    const to = random.chance(97) ? random.between(from, high) : random.between(low, high);
    switch (random.below(5)) {
      case 0:
        return `${from}..${to}`;
      case 1:
        return `${from}..${to}/${step}`;
      case 2:
        return `${random.chance(80) && from + step > high ? low : from}/${step}`;
      default:
        return random.chance(50) ? String(from) : String(from).padStart(2, '0');
    }
  }).join(',');
}

/** One character too many, too few or another. */
function spoil(text: string, random: RandomSource): string {
  const at = random.below(text.length + 1);
  const put = random.chance(30) ? '' : random.pick(SPOILS);
  return text.slice(0, at) + put + text.slice(at + random.below(2));
}
