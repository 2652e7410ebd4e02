// What the scenes of the quick answer share: how it is told from a proper look, and one daemon of every kind. A look that is not quick
// asks for the processes of the machine, and so tells itself apart.
import assert from 'node:assert/strict';
import { readdirSync, utimesSync } from 'node:fs';
import { home, isUp, notes, put, says, sleeps, told, until, world, type Ran, type World } from '../both/stage.ts';
import { gui } from './words.ts';

export const asks = (...domains: readonly string[]): readonly string[] =>
  domains.flatMap((domain) => [`launchctl print ${domain}`, `launchctl print-disabled ${domain}`]).toSorted();

export function isQuick(ran: Ran, ...domains: readonly string[]): void {
  assert.equal(ran.code, 0, told(ran));
  assert.deepEqual(ran.calls.toSorted(), asks(...(domains.length > 0 ? domains : [gui])), told(ran));
  says(ran, 'nothing to do');
}

export const isProper = (ran: Ran): boolean => ran.calls.some((call) => call.startsWith('ps -A'));

/** Everything is in order, and known to be. */
export function becomesQuick(one: World, ...domains: readonly string[]): void {
  for (let i = 0; i < 3 && isProper(one.exits(0, 'apply')); i += 1);
  isQuick(one.exits(0, 'apply'), ...domains);
}

export const cache = `${home}/.cache/daemonsync`;
/** As if the answer were that old. */
export function aged(seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  for (const name of readdirSync(cache).filter((one) => one.startsWith('known-')))
    utimesSync(`${cache}/${name}`, then, then);
}

export const KINDS = {
  'q-up': sleeps(),
  'q-sh': { ...sleeps({ env_file: `${home}/q.env` }), command: undefined, shell: 'exec sleep 1000\n' },
  'q-log': sleeps({ logs: { stdout: `${home}/q.log`, stderr: `${home}/q.log`, rotate: { size: '1KiB', keep: 1 } } }),
  'q-job': sleeps({ schedule: '@daily' }),
  'q-once': notes('q.once'),
  'q-hand': sleeps({ when: 'manual' }),
  'q-off': sleeps({ enabled: false }),
};

export function kinds(): World {
  put(`${home}/q.env`, 'A=1\n', 0o600);
  const one = world('quick');
  one.write(KINDS);
  one.exits(0, 'apply');
  until('the oneshot is over', () => !isUp('q-once'));
  return one;
}
