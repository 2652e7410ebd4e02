// A crontab line's five time fields → rules. The dialect is Vixie cron's: if neither the day of the month nor the day of
// the week starts with `*`, either may match, and that takes two rules. Everything else that other programs call cron
// (seconds, years, L, W, #, ?, H) is refused with the place and with what to write. Never guesses.
import type { CalendarRule, Range } from '../model.ts';
import { type CronWord, foreignSyntax, wrongCount } from './cron-hints.ts';
import { fault, isFault, nearest, type ParsedSchedule, type ScheduleFault } from './parsed.ts';
import { DAYS, HOURS, isWhole, MINUTES, MONTHS, type Span, valuesOf } from './ranges.ts';

interface CronField extends Span {
  readonly name: string;
  readonly names: readonly string[];
}

const MONTH_NAMES = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly CronField[] = [
  { name: 'minute', ...MINUTES, names: [] },
  { name: 'hour', ...HOURS, names: [] },
  { name: 'day of the month', ...DAYS, names: [] },
  { name: 'month', ...MONTHS, names: MONTH_NAMES },
  { name: 'day of the week', min: 0, max: 7, names: DAY_NAMES },
];

const SHORTHANDS: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

export function parseCron(text: string): ParsedSchedule {
  const words: CronWord[] = [...text.matchAll(/\S+/g)].map((match) => ({ word: match[0], at: match.index }));
  const first = words[0];
  if (first === undefined) return fault(0, text.length, 'an empty schedule', 'write five fields, like `30 2 * * *`');
  if (first.word.startsWith('@')) return shorthand(first.word, first.at, words[1]);
  if (/^(CRON_)?TZ=/.test(first.word)) {
    return fault(
      first.at,
      first.word.length,
      'cron lines here have no time zone',
      'write {calendar: "02:30 Europe/Berlin"}',
    );
  }
  if (words.length !== FIELDS.length) return wrongCount(text, words);

  const fields: (readonly Range[])[] = [];
  for (const [index, { word, at }] of words.entries()) {
    const field = FIELDS[index];
    const ranges = field === undefined ? [] : parseField(word, at, field);
    if (isFault(ranges)) return ranges;
    fields.push(ranges);
  }
  const starred = [words[2], words[4]].some((day) => day?.word.startsWith('*'));
  return { rules: rulesOf(fields, starred) };
}

/** `starred`: one of the two day fields begins with `*`, so both must match. */
function rulesOf(fields: readonly (readonly Range[])[], starred: boolean): CalendarRule[] {
  const [minutes = [], hours = [], days = [], months = [], weekdays = []] = fields;
  const anyDay = isWhole(valuesOf(days, DAYS), DAYS);
  const daysOfWeek = [...new Set(valuesOf(weekdays, { min: 0, max: 7 }).map((day) => day % 7))].sort((a, b) => a - b);
  const anyWeekday = daysOfWeek.length === 7;
  const unlessWhole = (ranges: readonly Range[], span: Span): readonly Range[] | null =>
    isWhole(valuesOf(ranges, span), span) ? null : ranges;
  const rule: CalendarRule = {
    weekdays: anyWeekday ? null : daysOfWeek,
    years: null,
    months: unlessWhole(months, MONTHS),
    days: anyDay ? null : days,
    daysFromEnd: false,
    hours: unlessWhole(hours, HOURS),
    minutes: unlessWhole(minutes, MINUTES),
    seconds: [{ from: 0, to: null, step: null }],
    zone: null,
  };
  if (starred) return [rule];
  // `0 0 1-31 * 5` asks for any day of the month or Fridays: that is every day.
  if (anyDay || anyWeekday) return [{ ...rule, days: null, weekdays: null }];
  return [
    { ...rule, weekdays: null },
    { ...rule, days: null },
  ];
}

function parseField(word: string, at: number, field: CronField): readonly Range[] | ScheduleFault {
  const ranges: Range[] = [];
  let offset = at;
  for (const item of word.split(',')) {
    if (item === '')
      return fault(Math.min(offset, at + word.length - 1), 1, `an empty item in the list of the ${field.name}`);
    const range = parseItem(item, offset, field);
    if (isFault(range)) return range;
    ranges.push(range);
    offset += item.length + 1;
  }
  return ranges;
}

function parseItem(item: string, at: number, field: CronField): Range | ScheduleFault {
  const foreign = foreignSyntax(item, at);
  if (foreign !== null) return foreign;
  const slash = item.indexOf('/');
  const body = slash < 0 ? item : item.slice(0, slash);
  const stepText = slash < 0 ? null : item.slice(slash + 1);
  let step: number | null = null;
  if (stepText !== null) {
    if (!/^\d+$/.test(stepText)) return fault(at + slash, item.length - slash, 'after `/` comes a number, like `*/15`');
    step = Number(stepText);
    if (step === 0)
      return fault(at + slash + 1, stepText.length, 'a step of 0 never moves on', 'write a step of 1 or more');
  }
  if (body === '*') return { from: field.min, to: field.max, step };

  const dash = body.indexOf('-');
  const from = parseValue(dash < 0 ? body : body.slice(0, dash), at, field);
  if (isFault(from)) return from;
  if (dash < 0) {
    if (step === null) return { from: from.value, to: null, step: null };
    // Some crons read this as 5-59/15, others as plain 5.
    return fault(at, item.length, 'a step needs a range or `*`', `write ${body}-${field.max}${item.slice(slash)}`);
  }
  const to = parseValue(body.slice(dash + 1), at + dash + 1, field);
  if (isFault(to)) return to;
  if (to.value < from.value) return backwards(body, at, from.value, to.value, field);
  return { from: from.value, to: to.value, step };
}

function parseValue(text: string, at: number, field: CronField): { readonly value: number } | ScheduleFault {
  const length = Math.max(1, text.length);
  if (/^\d+$/.test(text)) {
    const value = Number(text);
    if (value >= field.min && value <= field.max) return { value };
    return fault(at, length, `${text} is out of range: the ${field.name} goes from ${field.min} to ${field.max}`);
  }
  const named = field.names.indexOf(text.toLowerCase());
  if (named >= 0) return { value: named + (field.names === MONTH_NAMES ? 1 : 0) };
  if (text === '') return fault(at, length, `the ${field.name} lacks a number here`);
  const near = /[a-z]/i.test(text) ? nearest(text.slice(0, 3), field.names) : null;
  return fault(at, length, `\`${text}\` is no ${field.name}`, near === null ? undefined : `did you mean ${near}?`);
}

function backwards(body: string, at: number, from: number, to: number, field: CronField): ScheduleFault {
  const part = (a: number, b: number): string => (a === b ? String(a) : `${a}-${b}`);
  // Saturday to Sunday is the one wrap that cron itself can say, with 7.
  const instead =
    field.max === 7 && to === 0
      ? part(from, 7)
      : `${part(from, field.max === 7 ? 6 : field.max)},${part(field.min, to)}`;
  return fault(at, body.length, `the range \`${body}\` runs backwards`, `write ${instead}`);
}

function shorthand(word: string, at: number, next: CronWord | undefined): ParsedSchedule {
  const name = word.toLowerCase();
  if (name === '@reboot') {
    return fault(at, word.length, '@reboot is not a time', 'leave out `schedule` and write `when: boot`');
  }
  if (name === '@every') {
    return fault(at, word.length, '@every is not cron', `write {every: ${next?.word ?? '15m'}}`);
  }
  if (next !== undefined) return fault(next.at, next.word.length, `nothing may follow ${word}`);
  const line = SHORTHANDS[name];
  if (line !== undefined) return parseCron(line);
  const near = nearest(word, Object.keys(SHORTHANDS));
  return fault(
    at,
    word.length,
    `${word} is no schedule`,
    near === null ? `there are ${Object.keys(SHORTHANDS).join(' ')}` : `did you mean ${near}?`,
  );
}
