// (skeleton)
import type { Rules } from '../platform.ts';
export const weigh: Rules['weigh'] = () => { throw new Error('to be written'); };
export const differences: Rules['differences'] = () => { throw new Error('to be written'); };
