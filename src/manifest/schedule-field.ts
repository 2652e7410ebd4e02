// The `schedule` field → Schedule. The languages of time are read in schedule/; this places their complaints.

import { parseCalendar } from '../schedule/calendar.ts';
import { parseCron } from '../schedule/cron.ts';
import { isFault, type ScheduleFault } from '../schedule/parsed.ts';
import type { Schedule, ScheduleEntry } from '../model.ts';
import { duration, items, type Reading, say, text, yes } from './reading.ts';
import { placeAt } from './source.ts';
import { child, type Node, place } from './tree.ts';

export function readSchedule(r: Reading, node: Node | undefined): Schedule | null {
  if (!node) return null;
  const entries: ScheduleEntry[] = [];
  for (const item of items(node)) {
    const [cron, calendar, every] = [child(item, 'cron'), child(item, 'calendar'), child(item, 'every')];
    const expression = cron ?? calendar;
    if (expression) {
      const parsed = cron ? parseCron(text(cron) ?? '') : parseCalendar(text(expression) ?? '');
      if (isFault(parsed)) complain(r, expression, parsed);
      else entries.push({ kind: 'calendar', rules: parsed.rules });
    } else if (every) {
      const everyMs = duration(r, every, 0);
      if (everyMs < 1000 || everyMs % 1000 !== 0) {
        say(
          r,
          'error',
          every,
          'schedule',
          'an interval is in whole seconds, at least 1',
          'for a program that never rests leave `schedule` out and set `restart: always`',
        );
      } else entries.push({ kind: 'every', everyMs });
    }
  }
  return {
    entries,
    catchUp: shared(r, node, 'catch_up', (one) => yes(one, false)),
    jitterMs: shared(r, node, 'jitter', (one) => duration(r, one, 0)),
  };
}

/** One timer carries the whole list, so what is said of one entry holds for all: they may not disagree. */
function shared<T>(r: Reading, node: Node, key: string, value: (one: Node | undefined) => T): T {
  const [first, ...rest] = items(node);
  const wanted = value(child(first, key));
  for (const item of rest) {
    if (value(child(item, key)) !== wanted) {
      say(
        r,
        'error',
        child(item, key) ?? item,
        'schedule',
        `\`${key}\` differs within one schedule`,
        `one timer carries the whole list: give every entry the same \`${key}\``,
      );
      break;
    }
  }
  const caught = items(node).find((item) => child(item, 'every') && yes(child(item, 'catch_up'), false));
  if (key === 'catch_up' && caught) {
    say(
      r,
      'error',
      child(caught, 'catch_up') ?? caught,
      'schedule',
      '`catch_up` is for times of the day; an interval has none to miss',
      'write a cron line or a calendar instead of `every`',
    );
  }
  return wanted;
}

function complain(r: Reading, node: Node, parsed: ScheduleFault): void {
  const written = text(node) ?? '';
  const begins = node.source.text.startsWith(written, node.start)
    ? node.start
    : node.source.text.startsWith(written, node.start + 1)
      ? node.start + 1
      : -1;
  const start = begins + parsed.offset;
  const at = begins < 0 || written.includes('\n') ? place(node) : placeAt(node.source, start, start + parsed.length);
  const every = /^(?:every )?(\d+) ?([smhdw])[a-z]*$/.exec(written);
  const six = written.trim().split(/\s+/).length === 6 && !written.includes(':');
  const better = every
    ? `write {every: ${every[1]}${every[2]}}`
    : six
      ? 'leave out the seconds, which are the first field'
      : parsed.hint;
  const hint = better === undefined ? {} : { hint: better };
  r.problems.push({ severity: 'error', code: 'schedule', message: parsed.error, daemon: r.daemon, at, ...hint });
}
