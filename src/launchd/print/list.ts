// The two forms of the legacy `launchctl list` → values. Pure. `list`: a table of the caller's own domain (L13). `list LABEL`: an
// old property list, with keys in no order that could tell a forged line from a real one: then nothing is said of the process.

import { exitOfWait } from './exit.ts';
import { isAllAround } from './paste.ts';
import type { PrintedList, PrintedListed, PrintedRow, ReadingSoFar } from './printed.ts';

export function readList(text: string): ReadingSoFar<PrintedList> {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const all = lines.filter((line) => line.trim() !== '');
  const [first] = all;
  if (first === undefined) return { unreadable: 'launchctl printed nothing' };
  if (isHeader(first)) return rowsOf(all.slice(1));
  // grep has left a few of its rows, or somebody a prompt before it.
  const reading = rowsOf(all.slice(all.findIndex(isHeader) + 1));
  return {
    unreadable: 'it does not begin with PID, Status, Label',
    ...('read' in reading ? { soFar: reading.read } : {}),
  };
}

const isHeader = (line: string): boolean => /^PID\s+Status\s+Label$/.test(line.trim());

function rowsOf(rows: readonly string[]): ReadingSoFar<PrintedList> {
  const found = new Map<string, PrintedRow>();
  for (const row of rows) {
    const [, pid, status, label] = /^\s*(-|\d+)\s+(-?\d+|-|\(\w+\))\s+(\S[^]*)$/.exec(row) ?? [];
    if (pid === undefined || status === undefined || label === undefined)
      return { unreadable: `a row that cannot be read: ${row.trim()}` };
    if (found.has(label)) return { unreadable: `${label} is there twice` };
    found.set(label, { pid: pid === '-' ? null : Number(pid) || null, status });
  }
  return { read: found };
}

/** Understood, and of no interest. */
const IDLE: ReadonlySet<string> = new Set(
  `LimitLoadToSessionType OnDemand TimeOut PerJobMachServices MachServices Sockets EnableTransactions TransactionCount
  StandardInPath WorkingDirectory EnvironmentVariables inetdCompatibility UserName GroupName`.split(/\s+/),
);

interface Member {
  readonly key: string;
  /** Of a list or dictionary: its lines. */
  readonly value: string | readonly string[];
}

export function readListed(text: string): ReadingSoFar<PrintedListed> {
  const lines = text.split('\n').map((line) => line.trimEnd());
  const rows = lines.slice(lines.findIndex((line) => line !== ''));
  if (lines.every((line) => line === '')) return { unreadable: 'launchctl printed nothing' };
  if (rows[0] !== '{') {
    const at = rows.indexOf('{');
    const later = at < 0 ? null : readListed(rows.slice(at).join('\n'));
    const soFar = later === null ? undefined : 'read' in later ? later.read : later.soFar;
    return { unreadable: 'it does not begin with a brace', ...(soFar === undefined ? {} : { soFar }) };
  }
  const end = rows.indexOf('};');
  const after = end < 0 ? [] : rows.slice(end + 1);
  if (!isAllAround(after)) return { unreadable: 'it goes on after its end' };
  const { members, unexplained } = membersOf(rows.slice(1, end < 0 ? rows.length : end));
  const listed = listedOf(members, unexplained);
  if (after.some((line) => line !== '')) return { unreadable: 'something stands after it', soFar: listed };
  return end < 0 ? { unreadable: 'it is cut off before its end', soFar: listed } : { read: listed };
}

function membersOf(rows: readonly string[]): { members: Member[]; unexplained: string[] } {
  const members: Member[] = [];
  const unexplained: string[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? '';
    const [, key, rest] = /^\s+"([^"]*)" = ([^]*)$/.exec(row) ?? [];
    if (key === undefined || rest === undefined) {
      if (row !== '') unexplained.push(row);
    } else if (rest === '(' || rest === '{') {
      const close = `${/^\s+/.exec(row)?.[0] ?? ''}${rest === '(' ? ')' : '}'};`;
      const end = rows.indexOf(close, i);
      members.push({ key, value: rows.slice(i + 1, end < 0 ? rows.length : end) });
      i = end < 0 ? rows.length : end;
    } else if (rest.endsWith(';')) members.push({ key, value: rest.slice(0, -1) });
    else unexplained.push(row);
  }
  return { members, unexplained };
}

function listedOf(members: readonly Member[], unexplained: string[]): PrintedListed {
  const sure = (key: string): Member['value'] | null => {
    const [only, ...more] = members.filter((member) => member.key === key);
    return only !== undefined && more.length === 0 ? only.value : null;
  };
  const string = (key: string): string | null => {
    const value = sure(key);
    return typeof value === 'string' ? (/^"([^]*)"$/.exec(value)?.[1] ?? null) : null;
  };
  for (const { key, value } of members)
    if (!READ.has(key) && !IDLE.has(key)) unexplained.push(`\t"${key}" = ${typeof value === 'string' ? value : '…'};`);
  const list = sure('ProgramArguments');
  const argv = typeof list === 'object' && list !== null ? list.map((one) => /^\s+"([^]*)";$/.exec(one)?.[1]) : null;
  const whole = argv === null || argv.every((one) => one !== undefined);
  if (!whole && Array.isArray(list)) for (const one of list) unexplained.push(String(one));
  // A key that is new, twice, or a row that is none: it may be an argument's, and then so may any number be.
  const twice = new Set(members.map(({ key }) => key)).size < members.length;
  const forged = twice || !whole || unexplained.length > 0;
  const number = (key: string): number | null => {
    const value = sure(key);
    return !forged && typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;
  };
  const waitStatus = number('LastExitStatus');
  return {
    label: string('Label'),
    pid: number('PID') || null,
    waitStatus,
    lastExit: waitStatus === null ? null : exitOfWait(waitStatus),
    program: string('Program'),
    arguments: whole && argv !== null ? argv.filter((one) => one !== undefined) : null,
    stdoutPath: string('StandardOutPath'),
    stderrPath: string('StandardErrorPath'),
    unexplained,
  };
}

const READ: ReadonlySet<string> = new Set([
  'Label',
  'PID',
  'LastExitStatus',
  'Program',
  'ProgramArguments',
  'StandardOutPath',
  'StandardErrorPath',
]);
