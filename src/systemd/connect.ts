// Finds the manager. (skeleton)
import type { Platform } from '../platform.ts';
export const connect: Platform['connect'] = async () => { throw new Error('to be written'); };
