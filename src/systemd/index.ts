// systemd as something to draw for: see platform.ts.

import { render } from './render.ts';

export const systemd = { name: 'systemd', render } as const;
