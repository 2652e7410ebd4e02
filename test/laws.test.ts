// The laws (support/laws.ts) with a model of systemd that test/real/model.test.ts holds against the real one.

import { tryLaws } from './support/laws.ts';
import { systemdRig } from './support/rig.ts';

await tryLaws(systemdRig, 20);
