// Restarts daemons by hand, also those that were to keep running.
import { handy } from './handy.ts';
import type { Run } from './context.ts';

export const run: Run = (session) => handy(session, 'restart');
