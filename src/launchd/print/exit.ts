// How launchd tells the end of a run: words, a wait status → a PrintedExit. Pure.

import type { PrintedExit } from './printed.ts';

/** As macOS numbers them. */
const SIGNALS =
  '- HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG STOP TSTP CONT CHLD TTIN TTOU IO XCPU XFSZ VTALRM PROF WINCH INFO USR1 USR2'.split(
    ' ',
  );

const signal = (number: number, words: string): PrintedExit => ({
  kind: 'signal',
  signal: (number > 0 ? SIGNALS[number] : undefined) ?? words,
  number,
});

/** `(never exited)`, `0`, `78: EX_CONFIG` (L44). null: not understood. */
export function exitCode(value: string): PrintedExit | null {
  if (value === '(never exited)') return { kind: 'never' };
  const code = /^(-?\d{1,10})(?:: \S.*)?$/.exec(value)?.[1];
  return code === undefined ? null : { kind: 'code', code: Number(code) };
}

/** `Terminated: 15` (L43); a number alone is one, too. */
export function exitSignal(value: string): PrintedExit | null {
  if (value === '') return null;
  const number = /(?:^|: )(\d{1,3})$/.exec(value)?.[1];
  return number === undefined ? { kind: 'signal', signal: value, number: null } : signal(Number(number), value);
}

/** `OS_REASON_CODESIGNING` (L42). */
export const exitReason = (value: string): PrintedExit | null =>
  value === '' ? null : { kind: 'reason', reason: value };

/** As wait(2) has it (L46). 0 is also what is told of a job that never ended: null. */
export function exitOfWait(status: number): PrintedExit | null {
  if (status === 0) return null;
  const number = status & 0x7f;
  return number === 0 ? { kind: 'code', code: (status >> 8) & 0xff } : signal(number, `signal ${number}`);
}
