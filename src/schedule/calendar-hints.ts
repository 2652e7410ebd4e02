// What people write when they do not know systemd's calendars yet → what to write instead. Only asked about text that was
// refused; says null when it has no idea. Decides nothing about what is accepted.

type Hint = (found: RegExpExecArray) => string;

const HINTS: readonly (readonly [RegExp, Hint])[] = [
  [/^\s*@reboot\s*$/i, () => 'leave out `schedule` and write `when: boot`'],
  [/^\s*@([a-z]+)\s*$/i, (m) => `write ${m[1]?.toLowerCase()}`],
  [
    /^\s*([\d*,/a-z-]+\s+){4}[\d*,/a-z-]+\s*$/i,
    () => 'this looks like cron: write it as plain text, without `calendar:`',
  ],
  [/^(.*\d)T(\d.*?)Z?$/, (m) => `write ${m[1]} ${m[2]}${m[0].endsWith('Z') ? ' UTC' : ''}`],
  [/^\s*\+?(\d+(\.\d+)?)\s*([a-z]+)\s*$/i, spanOrClock],
  [/(\d+):(\d+)\s*([ap])m\b/i, (m) => `write ${clock(m[1], m[3])}:${m[2]}`],
  [/^\s*(now|today|tomorrow)\b/i, () => 'a schedule comes back: write daily, or a date like 2026-12-31 09:00'],
  [/\blast\s+([a-z]{3})/i, (m) => `write ${capital(m[1])} *-*~7/1`],
  [/\b([a-z]{3})#(\d)/i, (m) => `write ${capital(m[1])} *-*-${weekOf(m[2])}`],
  [/(^|\s)(\d+)-(\d+):/, (m) => `write ${m[2]}..${m[3]}:`],
  [/(^|\s)24:0?0/, () => 'write 00:00: midnight begins the next day'],
  [/^\s*[0-7]([,-]|\.\.)?[0-7]?\s+\d+:\d+/, () => 'days of the week have names: write Mon..Fri 09:00'],
  [/^\s*([a-z]{3,}),?\s+([a-z]{3,})\b/i, (m) => `write ${m[1]},${m[2]} with a comma and no blank`],
  [/^(\s*[a-z.,-]+\s+)?(\*-\*-\*\s+)?(\d{1,2}):?$/i, (m) => `write ${m[3]?.padStart(2, '0')}:00`],
  [/^(\d{1,2})\.(\d{2})$/, (m) => `write ${m[1]}:${m[2]}`],
];

export function calendarHint(text: string): string | null {
  for (const [pattern, hint] of HINTS) {
    const found = pattern.exec(text);
    if (found !== null) return hint(found);
  }
  return null;
}

function spanOrClock(found: RegExpExecArray): string {
  const [, number = '', , unit = ''] = found;
  if (/^[ap]m$/i.test(unit)) return `write ${clock(number, unit[0])}:00`;
  return `to run again and again, write {every: ${number}${unit}}`;
}

/** 12am is 00, 3pm is 15. */
function clock(hour = '', half = ''): string {
  return String((Number(hour) % 12) + (half.toLowerCase() === 'p' ? 12 : 0)).padStart(2, '0');
}

function capital(name = ''): string {
  return name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();
}

function weekOf(nth = ''): string {
  const first = (Number(nth) - 1) * 7 + 1;
  return `${first}..${Math.min(31, first + 6)}`;
}
