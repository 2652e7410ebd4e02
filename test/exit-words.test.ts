// How a process ended, in words: every kind of end that systemd tells of, and the numbers people meet.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Exit } from '../src/model.ts';
import { exitWords, isGoodEnd } from '../src/report/exit-words.ts';

const exit = (result: string, status: number | null, signal: string | null = null): Exit => ({
  result,
  status,
  signal,
});

const TABLE: readonly (readonly [Exit, number | null, string])[] = [
  [exit('success', 0), null, 'ended well (exited 0)'],
  [exit('success', null, 'TERM'), null, 'ended well (killed by signal TERM)'],
  [exit('exit-code', 3), null, 'exited 3'],
  [exit('exit-code', 1), 4, 'exited 1, and was started again 4 times'],
  [exit('exit-code', 0), null, 'a command before or after its main one failed (ExecStartPre= or the like)'],
  [exit('exit-code', 203), null, "exited 203: the program could not be run (systemd's EXEC)"],
  [
    exit('exit-code', 200),
    null,
    "exited 200: its working directory is not there or may not be entered (systemd's CHDIR)",
  ],
  [exit('exit-code', 209), null, "exited 209: its log file cannot be written: is the folder there? (systemd's STDOUT)"],
  [exit('exit-code', 126), null, 'exited 126: the program was found but may not be run'],
  [exit('exit-code', 127), null, 'exited 127: the program, or what its wrapper needs, was not found'],
  [exit('exit-code', 78), null, 'exited 78: something it needs is missing or wrongly configured'],
  [exit('exit-code', 137), null, 'exited 137: as a shell tells of a program that was killed by signal KILL'],
  [exit('exit-code', 255), null, 'exited 255'],
  [exit('signal', null, 'KILL'), null, 'killed by signal KILL'],
  [exit('core-dump', null, 'SEGV'), null, 'killed by signal SEGV (it crashed; a core was dumped)'],
  [exit('oom-kill', null, 'KILL'), null, 'killed by signal KILL (out of memory)'],
  [exit('timeout', null, 'TERM'), null, 'took longer than its start timeout'],
  [exit('timeout', null, 'KILL'), null, 'did not end within its stop timeout, and was killed'],
  [exit('watchdog', null, 'ABRT'), null, 'did not answer its watchdog in time'],
  [exit('protocol', 1), null, 'did not tell systemd that it is ready, as type: notify has to (exited 1)'],
  [exit('start-limit-hit', 1), 4, 'gave up after 5 tries (exited 1)'],
  [exit('start-limit-hit', null), null, 'gave up after too many starts in too short a time'],
  [exit('something-new', 5), null, 'exited 5'],
  [exit('something-new', null), null, 'ended: something-new'],
];

for (const [end, restarts, words] of TABLE) {
  test(`${end.result} ${end.status ?? end.signal ?? ''} → ${words}`, () => {
    assert.equal(exitWords(end, { restarts }), words);
  });
}

test('every number of systemd has its name, and no other number claims to be one', () => {
  for (let status = 200; status <= 245; status += 1) {
    const known = ![223, 234, 244].includes(status);
    assert.equal(/systemd's [A-Z_]+\)$/.test(exitWords(exit('exit-code', status))), known, String(status));
  }
});

test('whatever the manager says: one line, never empty, and a good end is only called so', () => {
  const names = ['success', 'exit-code', 'signal', 'toString', '__proto__', 'timeout', 'x'];
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.option(fc.integer({ min: 0, max: 255 })),
      fc.option(fc.constantFrom('KILL', 'TERM', 'constructor')),
      (result, status, signal) => {
        const end = { result, status, signal };
        assert.match(exitWords(end), /^[^\n]+$/);
        assert.doesNotMatch(exitWords(end), /undefined|null|function|\[object/);
        if (isGoodEnd(end)) assert.doesNotMatch(exitWords(end), /^killed/);
      },
    ),
  );
});
