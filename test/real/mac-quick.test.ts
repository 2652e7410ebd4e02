// The quick answer, on the stage that plays a Mac. The scenes are in mac/quick.ts.
import { test } from 'node:test';
import { playOnMac, requireStage } from './support/mac.ts';

test('launchd: where nothing has changed, the answer is quick; whatever changes is noticed', async (t) => {
  if (requireStage(t)) await playOnMac(t, 'mac/quick.ts', 9, {});
});
