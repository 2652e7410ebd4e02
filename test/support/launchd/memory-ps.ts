// `ps` of the machine in memory, as a Mac's would write it: whole seconds, in words of the caller's language and zone unless it
// asks for others. Only the columns and choices that daemonsync asks for; looks, changes nothing.

import type { Ran } from '../../../src/host.ts';
import type { Ground } from './memory-body.ts';

type Env = Readonly<Record<string, string | null>>;

export function ps(ground: Pick<Ground, 'processes'>, words: readonly string[], env: Env, zoneMinutes: number): Ran {
  const { columns, pids, all } = asked(words);
  const shift = env['TZ'] === 'UTC0' || env['TZ'] === 'UTC' ? 0 : zoneMinutes * 60_000;
  const processes = [{ pid: 1, startedMs: ground.processes.bootMs }, ...Object.values(ground.processes.all)];
  const shown = all ? processes : processes.filter((one) => pids.includes(one.pid));
  const value: Readonly<Record<string, (one: { readonly pid: number; readonly startedMs: number }) => string>> = {
    pid: (one) => String(one.pid).padStart(5),
    state: () => 'S   ',
    // In kilobytes: all are of one size.
    rss: () => '  2048',
    lstart: ({ startedMs }) => lstart(startedMs + shift, env['LC_ALL'] === 'C'),
  };
  const lines = shown.map((one) => `${columns.map((column) => value[column]?.(one)).join(' ')}\n`);
  return { code: lines.length === 0 ? 1 : 0, stdout: lines.join(''), stderr: '' };
}

function asked(words: readonly string[]): { columns: string[]; pids: readonly number[]; all: boolean } {
  const columns: string[] = [];
  let [pids, all] = [[] as readonly number[], false];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === '-A') all = true;
    else if (word === '-o') columns.push(...(words[(at += 1)] ?? '').split(',').map((one) => one.replace(/=$/, '')));
    else if (word === '-p') pids = (words[(at += 1)] ?? '').split(',').map(Number);
    else throw new Error(`the stand-in ps does not know: ${word}`);
  }
  const strange = columns.find((one) => !['pid', 'state', 'lstart', 'rss'].includes(one));
  if (strange !== undefined) throw new Error(`the stand-in ps does not know the column ${strange}`);
  return { columns, pids, all };
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** strftime's %c, left-aligned in 28 columns: that of C, or the one that most other languages have. */
function lstart(atMs: number, plain: boolean): string {
  const date = new Date(atMs);
  const time = date.toISOString().slice(11, 19);
  const [weekday, month] = [DAYS[date.getUTCDay()] ?? '', MONTHS[date.getUTCMonth()] ?? ''];
  const day = String(date.getUTCDate()).padStart(2);
  const text = plain
    ? `${weekday} ${month} ${day} ${time} ${date.getUTCFullYear()}`
    : `${weekday} ${day} ${month} ${time} ${date.getUTCFullYear()}`;
  return text.padEnd(28);
}
