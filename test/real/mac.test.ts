// What only launchd has, by the built program on the stage that plays a Mac: agents, and daemons of root's. The scenes are in mac/.
import { test } from 'node:test';
import { playOnMac, requireStage } from './support/mac.ts';

test('launchd, as far as the evidence tells of it', { concurrency: true }, async (t) => {
  if (!requireStage(t)) return;
  const play = (title: string, file: string, scenes: number) =>
    t.test(title, (inner) => playOnMac(inner, `mac/${file}`, scenes));
  await Promise.all([
    play('agents: how they end and begin', 'agents.ts', 5),
    play('refusals: what launchd refuses, forgets, or does not tell', 'refusals.ts', 7),
    play('sessions: what is disabled, elsewhere, or not there yet', 'sessions.ts', 9),
    play('daemons of root’s, in the system domain', 'system.ts', 11),
    play('hostile: what people and programs do that nobody should', 'hostile.ts', 8),
  ]);
});
