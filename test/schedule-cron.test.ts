// Cron lines: what they become, and what is said about the ones that are not cron.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseCron } from '../src/schedule/cron.ts';
import { isFault, type ScheduleFault } from '../src/schedule/parsed.ts';
import { onCalendar } from '../src/schedule/render.ts';
import { randomCron, randomSource } from './support/random-schedules.ts';

function lines(text: string): readonly string[] {
  const parsed = parseCron(text);
  return isFault(parsed) ? assert.fail(`${text}: ${parsed.error}`) : parsed.rules.map(onCalendar);
}

test('cron lines as a person would write them for systemd', () => {
  const table: Record<string, readonly string[]> = {
    '30 2 * * *': ['*-*-* 02:30:00'],
    '  30\t2 *  * * \n': ['*-*-* 02:30:00'],
    '* * * * *': ['*-*-* *:*:00'],
    '*/15 * * * *': ['*-*-* *:00/15:00'],
    '5-59/10 * * * *': ['*-*-* *:05/10:00'],
    '0,30 * * * *': ['*-*-* *:00,30:00'],
    '*/7 * * * *': ['*-*-* *:00..56/7:00'],
    '0 */6 * * *': ['*-*-* 00,06,12,18:00:00'],
    '0 */8 * * *': ['*-*-* 00,08,16:00:00'],
    '0-59 0-23 1-31 1-12 0-7': ['*-*-* *:*:00'],
    '0 9 * * 1-5': ['Mon..Fri *-*-* 09:00:00'],
    '0 9 * * MON-FRI': ['Mon..Fri *-*-* 09:00:00'],
    '0 9 * * 6,0': ['Sat,Sun *-*-* 09:00:00'],
    '0 9 * * 5-7': ['Fri..Sun *-*-* 09:00:00'],
    '0 9 * * 0': ['Sun *-*-* 09:00:00'],
    '0 9 * * 7': ['Sun *-*-* 09:00:00'],
    '0 9 * jan,JUL *': ['*-01,07-* 09:00:00'],
    '0 0 1-31/7 * *': ['*-*-01..29/7 00:00:00'],
    '0 0 13 * 5': ['*-*-13 00:00:00', 'Fri *-*-* 00:00:00'],
    // A day field that starts with a star joins with the other one, even if it is not any day.
    '0 0 */2 * 1': ['Mon *-*-01..31/2 00:00:00'],
    '0 0 13 * */2': ['Tue,Thu,Sat,Sun *-*-13 00:00:00'],
    '0 0 *,13 * 5': ['Fri *-*-* 00:00:00'],
    // One that does not is OR-ed, even if it is any day.
    '0 0 1-31 * 5': ['*-*-* 00:00:00'],
    '0 0 13 * 0-6': ['*-*-* 00:00:00'],
    '@hourly': ['*-*-* *:00:00'],
    '@daily': ['*-*-* 00:00:00'],
    '@midnight': ['*-*-* 00:00:00'],
    '@weekly': ['Sun *-*-* 00:00:00'],
    '@monthly': ['*-*-01 00:00:00'],
    '@yearly': ['*-01-01 00:00:00'],
    '@Annually': ['*-01-01 00:00:00'],
  };
  for (const [text, wanted] of Object.entries(table)) assert.deepEqual(lines(text), wanted, text);
});

/** The characters a complaint points at, then what it says, then its hint. */
function complaint(text: string): readonly [string, string, string | undefined] {
  const parsed: ScheduleFault | object = parseCron(text);
  if (!isFault(parsed)) assert.fail(`${text} was accepted`);
  return [text.slice(parsed.offset, parsed.offset + parsed.length), parsed.error, parsed.hint];
}

test('what is wrong is pointed at and mended', () => {
  const table: Record<string, readonly [string, RegExp, RegExp?]> = {
    '': ['', /empty/, /five fields/],
    '60 * * * *': ['60', /60 is out of range: the minute goes from 0 to 59/],
    '0 24 * * *': ['24', /hour goes from 0 to 23/],
    '0 0 0 * *': ['0', /day of the month goes from 1 to 31/],
    '0 0 1 13 *': ['13', /month goes from 1 to 12/],
    '0 0 * * 8': ['8', /day of the week goes from 0 to 7/],
    '0 0 * * 1-8': ['8', /0 to 7/],
    '0 17-8 * * *': ['17-8', /backwards/, /^write 17-23,0-8$/],
    '0 0 * * fri-mon': ['fri-mon', /backwards/, /^write 5-6,0-1$/],
    '0 0 * * sat-sun': ['sat-sun', /backwards/, /^write 6-7$/],
    '*/0 * * * *': ['0', /never moves on/],
    '*/x * * * *': ['/x', /after `\/` comes a number/],
    '1,,2 * * * *': [',', /empty item/],
    ',1 * * * *': [',', /empty item/],
    '1, * * * *': [',', /empty item/],
    '5/15 * * * *': ['5/15', /a step needs a range/, /^write 5-59\/15$/],
    '1- * * * *': [' ', /lacks a number/],
    '0 0 * janury *': ['janury', /no month/, /did you mean jan\?/],
    '0 0 * * tursday': ['tursday', /no day of the week/, /did you mean/],
    '0 0 ? * 1': ['?', /Quartz/, /write `\*`/],
    '0 0 L * *': ['L', /Quartz/, /\*-\*~1/],
    '0 0 LW * *': ['LW', /Quartz/],
    '0 0 15W * *': ['W', /Quartz/, /no nearest/],
    '0 9 * * 1#2': ['#', /Quartz/, /Mon \*-\*-8\.\.14/],
    'H * * * *': ['H', /Jenkins/, /jitter/],
    'H/15 * * * *': ['H', /Jenkins/],
    '0~59 * * * *': ['~', /random/, /jitter/],
    '0 30 2 * * *': ['*', /6 fields.*seconds and years are not cron/, /\{calendar: /],
    '0 30 2 * * MON 2026': ['MON 2026', /7 fields/, /\{calendar: /],
    '30 2 * *': ['30 2 * *', /4 fields where cron has five/, /five fields/],
    'Mon..Fri 09:00': [
      'Mon..Fri 09:00',
      /2 fields/,
      /^if this is a systemd calendar, write \{calendar: "Mon\.\.Fri 09:00"\}$/,
    ],
    daily: ['daily', /one field/, /\{calendar: "daily"\}/],
    '15m': ['15m', /one field/, /write \{every: 15m\}$/],
    '@reboot': ['@reboot', /not a time/, /`when: boot`/],
    '@every 5m': ['@every', /not cron/, /\{every: 5m\}/],
    '@dialy': ['@dialy', /no schedule/, /did you mean @daily\?/],
    '@fortnightly': ['@fortnightly', /no schedule/, /@hourly @daily/],
    '@daily x': ['x', /nothing may follow @daily/],
    'CRON_TZ=UTC 0 0 * * *': ['CRON_TZ=UTC', /no time zone/, /calendar/],
  };
  for (const [text, [marked, error, hint]] of Object.entries(table)) {
    const [where, said, advice] = complaint(text);
    assert.equal(where, marked, text);
    assert.match(said, error, text);
    if (hint) assert.match(advice ?? '', hint, text);
  }
});

test('no text makes the parser throw, and complaints stay inside the text', () => {
  const line = fc.oneof(
    fc.string(),
    fc
      .array(fc.constantFrom('*', '/', '-', ',', '5', '59', '0', ' ', 'mon', '@', 'L', '#', '7', '31'))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(line, (text) => {
      const parsed = parseCron(text);
      if (!isFault(parsed)) return parsed.rules.length === 1 || parsed.rules.length === 2;
      return parsed.offset >= 0 && parsed.length >= 0 && parsed.offset + parsed.length <= text.length;
    }),
    { numRuns: 2000 },
  );
});

test('well-formed lines are accepted', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => lines(randomCron(randomSource(seed))).length > 0),
    { numRuns: 1000 },
  );
});
