// The real outside world, put together of its parts: node-files.ts looks, node-hands.ts changes, node-run.ts runs,
// node-machine.ts says where we are. Decides nothing.

import type { Hands } from './host.ts';
import { nodeFiles } from './node-files.ts';
import { nodeChanges } from './node-hands.ts';
import { run } from './node-run.ts';

export { type Machine, thisMachine } from './node-machine.ts';

export function nodeHost(): Hands {
  return {
    caller: async () => ({ uid: process.geteuid?.() ?? -1 }),
    environment: (name) => process.env[name] ?? null,
    ...nodeFiles,
    ...nodeChanges(),
    run,
    now: () => Date.now(),
    sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
  };
}
