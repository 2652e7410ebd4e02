// (skeleton)
import type { Platform } from '../platform.ts';
export const observe: Platform['observe'] = async () => { throw new Error('to be written'); };
export const glance: Platform['glance'] = async () => { throw new Error('to be written'); };
