// Starts daemons by hand, and forgets that they were stopped.
import { handy } from './handy.ts';
import type { Run } from './context.ts';

export const run: Run = (session) => handy(session, 'start');
