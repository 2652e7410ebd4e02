// The quick answer, on the stage that plays a Mac. The scenes are in mac/.
import { test } from 'node:test';
import { playOnMac, requireStage } from './support/mac.ts';

test('launchd: where nothing has changed, the answer is quick', { concurrency: true }, async (t) => {
  if (!requireStage(t)) return;
  const play = (title: string, file: string, scenes: number) =>
    t.test(title, (inner) => playOnMac(inner, `mac/${file}`, scenes));
  await Promise.all([
    play('what it costs, and when it is given', 'quick.ts', 8),
    play('whatever changes is noticed', 'noticed.ts', 1),
  ]);
});
