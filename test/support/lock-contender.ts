// A process that wants the lock, again and again: STATE_DIR INSIDE_DIR ROUNDS. While it is in, a file named after it stands in
// INSIDE_DIR; if the file of another living process stands there too, it says so. Prints one line for every attempt:
// `in`, `held PID` or `BOTH PID`. Uses the real file system, as a run does, without the rest of the program.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import { takeLock } from '../../src/memory/lock.ts';
import { diskHands } from './disk-hands.ts';

const [stateDir = '', inside = '', rounds = '1', mode = 'leave'] = process.argv.slice(2);
const hands = diskHands();
const say = (line: string): void => writeFileSync(1, `${line}\n`);

/** As the kernel tells it, and by no code of ours. */
function lives(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false;
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

for (let round = 0; round < Number(rounds); round += 1) {
  const taken = await takeLock(hands, { stateDir }, { pid: process.pid, what: 'apply' });
  if (!('lock' in taken)) {
    say(taken.heldBy ? `held ${taken.heldBy.pid}` : `problem ${taken.problem.message}`);
    continue;
  }
  const mine = `${inside}/${process.pid}`;
  await fs.writeFile(mine, '');
  for (let look = 0; look < 3; look += 1) {
    const both = readdirSync(inside).filter((name) => name !== String(process.pid) && lives(Number(name)));
    if (both.length > 0) say(`BOTH ${both.join(' ')}`);
    await hands.sleep(1);
  }
  say('in');
  if (mode === 'stay') await new Promise(() => setInterval(() => undefined, 1_000));
  await fs.rm(mine);
  await taken.lock.release();
}
