// Stops daemons by hand, and remembers it.
import { handy } from './handy.ts';
import type { Run } from './context.ts';

export const run: Run = (session) => handy(session, 'stop');
