// The laws (support/laws.ts) with a model of launchd that is built from what is known of the real one.

import { tryLaws } from './support/laws.ts';
import { launchdRig } from './support/rig.ts';

await tryLaws(launchdRig, 12);
