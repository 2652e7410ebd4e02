// systemd calendars: what is written back, what is said about text that is refused, and that both agree for any text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { CalendarRule } from '../src/model.ts';
import { parseCalendar } from '../src/schedule/calendar.ts';
import { nextRuns } from '../src/schedule/next.ts';
import { isFault } from '../src/schedule/parsed.ts';
import { onCalendar } from '../src/schedule/render.ts';
import { randomCalendar, randomSource } from './support/random-schedules.ts';

function ruleOf(text: string): CalendarRule {
  const parsed = parseCalendar(text);
  return isFault(parsed) ? assert.fail(`${text}: ${parsed.error}`) : (parsed.rules[0] ?? assert.fail());
}

test('what is written for a timer', () => {
  const table: Record<string, string> = {
    'Mon-Fri 9:00': 'Mon..Fri *-*-* 09:00:00',
    'sun,mon 10:00': 'Mon,Sun *-*-* 10:00:00',
    'Mon,Wed,Fri 9:0': 'Mon,Wed,Fri *-*-* 09:00:00',
    '2:30': '*-*-* 02:30:00',
    '*:0/15': '*-*-* *:00/15:00',
    '*:0/1': '*-*-* *:*:00',
    '*:*:0/1': '*-*-* *:*:*',
    '*:*:0/10': '*-*-* *:*:00/10',
    // Open repeats that do not come round evenly are closed: systemd up to 249 loses the first value after them.
    '*-*-1/7': '*-*-01..29/7 00:00:00',
    '*:0/7': '*-*-* *:00..56/7:00',
    '0/5:00': '*-*-* 00..20/5:00:00',
    '0/6:00': '*-*-* 00,06,12,18:00:00',
    '*-1/3-1': '*-01,04,07,10-01 00:00:00',
    '*:*:0/7': '*-*-* *:*:00..56/7',
    '8..17:00': '*-*-* 08..17:00:00',
    '08,12,18:30': '*-*-* 08,12,18:30:00',
    '9..9:05..10/6': '*-*-* 09:05:00',
    'Mon *-*~7/1': 'Mon *-*~01..07 00:00:00',
    '*-02~1': '*-02~01 00:00:00',
    '*-*~*': '*-*-* 00:00:00',
    '*-12~15..16,7/1,21': '*-12~01..07,15..16,21 00:00:00',
    '12-1-2': '2012-01-02 00:00:00',
    '69-1-1': '2069-01-01 00:00:00',
    '70-1-1': '1970-01-01 00:00:00',
    '2020/5-1-1': '2020/5-01-01 00:00:00',
    '*:*:0.5': '*-*-* *:*:00.5',
    '0:0:23.42/1.77': '*-*-* 00:00:23.42..58.82/1.77',
    '0:0:0/0.5': '*-*-* 00:00:00/0.5',
    '03:00 uTc': '*-*-* 03:00:00 UTC',
    'weekly Pacific/Auckland': 'Mon *-*-* 00:00:00 Pacific/Auckland',
    '@1493187147': '2017-04-26 06:12:27 UTC',
    quarterly: '*-01,04,07,10-01 00:00:00',
    minutely: '*-*-* *:*:00',
  };
  for (const [text, wanted] of Object.entries(table)) assert.equal(onCalendar(ruleOf(text)), wanted, text);
});

test('as long a list as systemd takes, and no longer', () => {
  const minutes = (count: number): string => `0:${Array.from({ length: count }, () => '7').join(',')}`;
  assert.equal(onCalendar(ruleOf(minutes(241))), '*-*-* 00:07:00');
  const parsed = parseCalendar(minutes(242));
  assert.match(isFault(parsed) ? parsed.error : 'accepted', /more than 241 items/);
});

test('a rule never lists all seven days, nor counts from the end without days', () => {
  assert.equal(ruleOf('Mon..Sun 03:00').weekdays, null);
  assert.equal(ruleOf('*-*~*').daysFromEnd, false);
  assert.deepEqual(ruleOf('Sat,Sun,Mon').weekdays, [0, 1, 6]);
});

test('what is wrong is pointed at and mended', () => {
  const table: Record<string, readonly [string, RegExp, RegExp?]> = {
    '': ['', /empty/, /daily/],
    ' 03:00': [' ', /blank/, /leave it out/],
    '*-*-* 8-17:00': ['-', /`-`|time/, /^write 8\.\.17:$/],
    '1..5 09:00': [' ', /date/, /Mon\.\.Fri 09:00/],
    '0 10:00': [' ', /date/, /names/],
    '*:*/5': ['*/5', /repeat starts at a number/, /0\/5/],
    '*-*-* */2:00': ['*/2', /repeat/, /0\/2/],
    '*-*-* *:0/60': ['0/60', /leaves minutes/, /write 0$/],
    '0/24:00': ['0/24', /leaves hours/, /write 0$/],
    '*:55/10': ['55/10', /leaves minutes/],
    '*:0/0': ['0', /never moves on/],
    '17..8:00': ['17..8', /backwards/, /^write 17\.\.23,0\.\.8$/],
    '*-12..2-1': ['12..2', /backwards/, /^write 12\.\.12,1\.\.2$/],
    'Fri..Mon 10:00': ['Fri..Mon', /end of the week/, /^write Mon,Fri\.\.Sun$/],
    'Sat..Mon 10:00': ['Sat..Mon', /end of the week/, /^write Mon,Sat,Sun$/],
    '24:00': ['24', /hours go from 0 to 23/, /00:00/],
    '23:60': ['60', /minutes go from 0 to 59/],
    '0:0:60': ['60', /seconds go from 0 to 59/],
    '*-*-32': ['32', /days go from 1 to 31/],
    '*-13-1': ['13', /months go from 1 to 12/],
    '*-*~29': ['29', /from the end/],
    '*-*~1,15,16,21': ['21', /too far from the end/, /join neighbours/],
    '1969-01-01': ['1969', /years go from 1970 to 2199/],
    '2026-02-03T04:05:06': ['T', /T/, /^write 2026-02-03 04:05:06$/],
    '2026-02-03T04:05:06Z': ['T', /T/, /^write 2026-02-03 04:05:06 UTC$/],
    '03': ['03', /hours and minutes/, /^write 03:00$/],
    '*-*-* 3': ['3', /hours and minutes/, /^write 03:00$/],
    '3pm': ['p', /p/, /^write 15:00$/],
    '12am': ['a', /a/, /^write 00:00$/],
    '03:00pm': ['p', /p/, /^write 15:00$/],
    '03.00': ['.', /cannot follow/, /^write 03:00$/],
    '3h': ['h', /h/, /\{every: 3h\}/],
    '5min': ['m', /m/, /\{every: 5min\}/],
    today: ['today', /no day/, /daily/],
    '@daily': ['@daily', /seconds since 1970/, /^write daily$/],
    '@reboot': ['@reboot', /seconds/, /when: boot/],
    '*/5 * * * *': ['*/5', /repeat/, /looks like cron/],
    '0 3 * * *': [' ', /date/, /looks like cron/],
    'Mon Tue 10:00': ['T', /T/, /^write Mon,Tue with a comma/],
    'Mon, Tue 10:00': ['T', /T/, /comma/],
    'Mon.. 10:00': ['..', /no end/],
    'Mon..Wed..Fri': ['..', /two ends/],
    'Mo 10:00': ['Mo', /no day of the week/, /did you mean Mon\?/],
    'Thurs 10:00': ['Thurs', /no day of the week/, /did you mean Thu\?/],
    dayly: ['dayly', /no day/, /did you mean daily\?/],
    'last Fri': ['last', /no day/, /^write Fri \*-\*~7\/1$/],
    'Mon#2 9:00': ['#', /#/, /^write Mon \*-\*-8\.\.14$/],
    '03:00 CET': ['CET', /not a time zone that every machine knows/, /Europe\/Berlin/],
    '03:00 GMT': ['GMT', /not a time zone/, /write UTC/],
    '03:00 Europe/Nope': ['Europe/Nope', /no time zone/, /UTC/],
    '03:00 europe/berlin': ['europe/berlin', /spelled exactly/, /^write Europe\/Berlin$/],
    '03:00 asia/kolkata': ['asia/kolkata', /no time zone/, /capitals/],
    '03:00  UTC': [' ', /time/],
    '*:4,30:*,5': ['*,', /item of a list/, /alone/],
    '0:0:1..1': ['1..1', /shorter than a second/, /write 1$/],
  };
  for (const [text, [marked, error, hint]] of Object.entries(table)) {
    const parsed = parseCalendar(text);
    if (!isFault(parsed)) assert.fail(`${text} was accepted`);
    assert.equal(text.slice(parsed.offset, parsed.offset + parsed.length), marked, `${text}: ${parsed.error}`);
    assert.match(parsed.error, error, text);
    if (hint) assert.match(parsed.hint ?? '', hint, text);
  }
});

test('hints that say “write …” for a whole expression can be written', () => {
  for (const text of ['Fri..Mon 10:00', '2026-02-03T04:05:06Z', '03', '3pm', '03.00', '@daily', 'last Fri', 'Mon#5']) {
    const parsed = parseCalendar(text);
    const advice = isFault(parsed) ? /^write (.*?)$/.exec(parsed.hint ?? '')?.[1] : undefined;
    assert.ok(advice && !isFault(parseCalendar(advice)), `${text}: ${advice}`);
  }
});

test('no text makes the parser throw; complaints stay inside; what is written is read back the same', () => {
  const text = fc.oneof(
    fc.string(),
    fc.nat().map((seed) => randomCalendar(randomSource(seed))),
    fc
      .array(fc.constantFrom('*', '/', '-', ',', '5', '59', ' ', 'Mon', '..', '~', ':', '.', 'UTC', '@'))
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (given) => {
      const parsed = parseCalendar(given);
      if (isFault(parsed)) {
        assert.ok(parsed.offset >= 0 && parsed.length >= 0 && parsed.offset + parsed.length <= given.length, given);
        return;
      }
      const written = onCalendar(parsed.rules[0] ?? assert.fail());
      assert.equal(onCalendar(ruleOf(written)), written, given);
      const base = Date.UTC(2026, 0, 30, 12);
      assert.deepEqual(nextRuns([ruleOf(written)], base, 3, 'UTC'), nextRuns(parsed.rules, base, 3, 'UTC'), given);
    }),
    { numRuns: 2000 },
  );
});
