// (skeleton)
import type { Rules } from '../platform.ts';
export const steps: Rules['steps'] = () => { throw new Error('to be written'); };
