// Scenes that only launchd has, of agents in the gui domain, by the built program on the stage that plays a Mac. Evidence numbers
// are those of the collected facts about launchd.
import assert from 'node:assert/strict';
import {
  counted,
  ds,
  everyCall,
  exited,
  type Fields,
  home,
  isUp,
  labelOf,
  manager,
  prepare,
  read,
  scene,
  sleeps,
  there,
  told,
  until,
  variable,
  world,
} from '../both/stage.ts';
import { gui, modeOf, neverAsked, said } from './words.ts';

prepare();

scene('a plist is 0644 whatever the umask of the caller (L66)', () => {
  const one = world('umask');
  for (const [name, umask] of [
    ['u-open', 0o000],
    ['u-closed', 0o077],
  ] as const) {
    one.write({ [name]: sleeps() });
    exited(0, ds(['apply', '--prune', '-f', one.path], { umask }));
    assert.equal(modeOf(manager.definition(name)), '644');
    assert.ok(isUp(name));
  }
  one.destroy();
});

scene('one that takes its time to end is waited for, and not killed early (L23, L76)', () => {
  const one = world('slow');
  const slow = (mark: string): Fields => ({
    shell: `trap 'sleep 1.2; echo clean >>${home}/slow.log; exit 0' TERM\necho up >>${home}/slow.log\nwhile :; do sleep 0.05; done`,
    logs: 'none',
    stop: { timeout: '6s' },
    env: { MARK: mark },
  });
  one.write({ 's-slow': slow('a') });
  one.exits(0, 'apply');
  until('it listens', () => there(`${home}/slow.log`));
  one.write({ 's-slow': slow('b') });
  const ran = one.exits(0, 'apply');
  until('the new one has begun', () => read(`${home}/slow.log`) === 'up\nclean\nup\n');
  assert.equal(variable('s-slow', 'MARK'), 'b');
  said(ran, `bootout ${gui}/${labelOf('s-slow')}`, `bootstrap ${gui} ${manager.definition('s-slow')}`);
  one.quiet();
  one.destroy();
});

scene('one that is deaf is killed when its time is over, and no sooner (L23, L52)', () => {
  const one = world('deaf');
  const deaf = (mark: string): Fields => ({
    shell: `trap '' TERM\necho ${mark} >>${home}/deaf.log\nwhile :; do sleep 0.05; done`,
    logs: 'none',
    stop: { timeout: '1s' },
  });
  one.write({ 's-deaf': deaf('a') });
  one.exits(0, 'apply');
  until('it listens', () => there(`${home}/deaf.log`));
  one.write({ 's-deaf': deaf('b') });
  const ran = one.exits(0, 'apply');
  until('the new one has begun', () => read(`${home}/deaf.log`) === 'a\nb\n');
  assert.ok(ran.ms > 950, told(ran));
  one.destroy();
});

scene('a whole set goes side by side: twelve that take a second each do not take twelve', () => {
  const one = world('many');
  const slow = (mark: string): Fields => ({
    shell: `trap 'sleep 1; exit 0' TERM\nwhile :; do sleep 0.1; done`,
    logs: 'none',
    stop: { timeout: '8s' },
    env: { MARK: mark },
  });
  const all = (mark: string) => Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`m-${i}`, slow(mark)]));
  one.write(all('a'));
  one.exits(0, 'apply');
  one.write(all('b'));
  const ran = one.exits(0, 'apply');
  for (const name of Object.keys(all('b'))) assert.equal(variable(name, 'MARK'), 'b', name);
  assert.ok(ran.ms < 10_000, `${ran.ms} ms`);
  counted(ran.ms, 'ms for twelve daemons that take a second each to end, all changed');
  one.destroy();
});

scene('only what is meant to be asked was ever asked; all are in the log', () => {
  const calls = everyCall().filter((call) => call.startsWith('launchctl '));
  neverAsked(calls);
  counted(calls.length, 'calls of launchctl in the scenes of agents, none of a kind that is never to be made');
});
