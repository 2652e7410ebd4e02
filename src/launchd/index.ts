// launchd, behind the contract of platform.ts.

import { render } from './render.ts';

export const launchd = { name: 'launchd', render } as const;
