// doctor on the stage that plays a Mac: see mac/doctor.ts.
import { test } from 'node:test';
import { playOnMac, requireStage } from './support/mac.ts';

test('what doctor finds on a Mac, as far as the evidence tells of it', async (t) => {
  if (requireStage(t)) await playOnMac(t, 'mac/doctor.ts', 7);
});
