// The real outside world, put together of its parts: files.ts looks, hands.ts changes, run.ts runs,
// machine.ts says where we are. Decides nothing.

import type { Hands } from '../host.ts';
import { nodeFiles } from './files.ts';
import { nodeChanges } from './hands.ts';
import { run } from './run.ts';

export { type Machine, thisMachine } from './machine.ts';

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
