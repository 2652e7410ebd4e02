// systemd, behind the contract of platform.ts.

import type { Platform } from '../platform.ts';
import { render } from './render.ts';

export const systemd: Platform = { name: 'systemd', render };
