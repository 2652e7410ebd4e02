// What is said about text that is not cron: the marks of other schedulers, and lines with too many or too few fields.
// Only asked about what is refused anyway; decides nothing about what is accepted, except that those marks are foreign.
import { fault, type ScheduleFault } from './parsed.ts';

export interface CronWord {
  readonly word: string;
  readonly at: number;
}

const FOREIGN: Readonly<Record<string, readonly [what: string, instead: string]>> = {
  '?': ['is not cron but Quartz', 'write `*`'],
  '~': ['(a random value) is not known to every cron', 'write a number and add `jitter`'],
  H: ['is not cron but Jenkins', 'write a number; to spread the load, add `jitter`'],
  '#': ['is not cron but Quartz', 'write the second Monday as {calendar: "Mon *-*-8..14 09:00"}'],
  L: ['is not cron but Quartz', 'write the last day of the month as {calendar: "*-*~1 09:00"}'],
  LW: ['is not cron but Quartz', 'write the last day of the month as {calendar: "*-*~1 09:00"}'],
  W: ['is not cron but Quartz', 'cron has no nearest working day'],
};

export function foreignSyntax(item: string, at: number): ScheduleFault | null {
  const found = /[?#~]|(?<![a-z])(?:LW|[HLW])(?![a-z])/i.exec(item);
  if (found === null) return null;
  const [sign] = found;
  const [what, instead] = FOREIGN[sign.toUpperCase()] ?? [];
  return fault(at + found.index, sign.length, `\`${sign}\` ${what}`, instead);
}

export function wrongCount(text: string, words: readonly CronWord[]): ScheduleFault {
  const count = words.length;
  const sixth = words[5];
  const end = (words.at(-1)?.at ?? 0) + (words.at(-1)?.word.length ?? 0);
  if (sixth !== undefined && words.every(({ word }) => /^[\d*/,?#LW-]+$/i.test(word) || /^[a-z-]{3,}$/i.test(word))) {
    const more = 'cron has five fields, from minute to day of the week: seconds and years are not cron';
    return fault(sixth.at, end - sixth.at, `${count} fields; ${more}`, 'write {calendar: "*-*-* 02:30:15"}');
  }
  const start = words[0]?.at ?? 0;
  const whole = text.trim();
  let hint = 'write five fields, like `30 2 * * *`';
  if (/^\d+(\.\d+)?\s*[a-z]+$/i.test(whole))
    hint = `to run again and again, write {every: ${whole.replace(/\s/g, '')}}`;
  else if (/:|^[a-z]+$/i.test(whole)) hint = `if this is a systemd calendar, write {calendar: "${whole}"}`;
  return fault(start, end - start, `${count === 1 ? 'one field' : `${count} fields`} where cron has five`, hint);
}
