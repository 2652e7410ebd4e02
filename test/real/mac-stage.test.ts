// The stage that plays a Mac, without the program: see mac/itself.ts.
import { test } from 'node:test';
import { playOnMac, requireStage } from './support/mac.ts';

test('the stand-in for launchd really does what launchctl is told', async (t) => {
  if (requireStage(t)) await playOnMac(t, 'mac/itself.ts', 11, { program: false });
});
