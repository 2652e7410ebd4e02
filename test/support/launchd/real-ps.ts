// The stand-in for ps, as far as it is asked: numbers, states, sizes and beginnings of the processes of this machine. A Mac's kernel
// keeps when each began, and ps says the second of that; that of Linux says it by way of the start of the machine, which is a second
// off at times.
import { readdirSync, readFileSync } from 'node:fs';
import type { Answer } from './real-wire.ts';

/** Kept: reckoned anew each time, a process would begin now in this second and now in that. */
const bootMs = Date.now() - Number.parseFloat(readFileSync('/proc/uptime', 'latin1')) * 1000;
const TICKS = 100;

interface Process {
  readonly pid: number;
  readonly state: string;
  readonly rss: number;
  readonly beganMs: number;
}

export function ps(argv: readonly string[]): Answer {
  const columns: string[] = [];
  let pids: readonly string[] | null = null;
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '-o') columns.push(argv[(at += 1)] ?? '');
    else if (word === '-p') pids = (argv[(at += 1)] ?? '').split(',');
    else if (word !== '-A') return { code: 1, stdout: '', stderr: `ps: illegal option -- ${word}\n` };
  }
  const strange = columns.find((column) => !/^(?:pid|state|rss|lstart)=$/.test(column));
  if (strange !== undefined) return { code: 1, stdout: '', stderr: `ps: ${strange}: keyword not found\n` };
  const asked = pids ?? readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const rows = asked.flatMap((pid) => found(pid) ?? []).map((one) => columns.map((key) => shown(one, key)).join(' '));
  return { code: rows.length === 0 ? 1 : 0, stdout: rows.map((row) => `${row}\n`).join(''), stderr: '' };
}

function found(pid: string): Process | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name may hold spaces and parentheses: what follows the last one is counted.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    const beganMs = bootMs + (Number(fields[19]) * 1000) / TICKS;
    return { pid: Number(pid), state: fields[0] ?? '?', rss: Number(fields[21]) * 4, beganMs };
  } catch {
    return null;
  }
}

function shown({ pid, state, rss, beganMs }: Process, key: string): string {
  if (key === 'pid=') return String(pid).padStart(5);
  if (key === 'state=') return state.padEnd(4);
  if (key === 'rss=') return String(rss).padStart(6);
  // `Mon Jan  5 10:11:12 2026`, and blanks to the end of the column.
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(beganMs).toUTCString().split(/[, ]+/);
  return `${day} ${month} ${String(Number(date)).padStart(2)} ${time} ${year}    `;
}
