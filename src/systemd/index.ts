// systemd, behind the contract of platform.ts.

import { render } from './render.ts';

export const systemd = { name: 'systemd', render } as const;
