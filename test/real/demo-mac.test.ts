// `make demo` on the stage that plays a Mac: see mac/demo.ts.
import { test } from 'node:test';
import { playOnMac, requireStage } from './support/mac.ts';

test('make demo on a Mac', async (t) => {
  if (requireStage(t)) await playOnMac(t, 'mac/demo.ts', 3, { also: ['tools/demo.sh', 'daemons.yaml'] });
});
