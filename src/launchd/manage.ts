// launchd as something to manage: the rooms behind the contract of platform.ts, put together. Decides nothing.

import type { Platform } from '../platform.ts';
import { connect } from './connect.ts';
import { details } from './details.ts';
import { guards } from './examine/guards.ts';
import { glance } from './glance.ts';
import { differences, weigh } from './impact.ts';
import { observe } from './observe.ts';
import { refused } from './refused/index.ts';
import { startOf } from './start-of.ts';
import { steps } from './steps.ts';

export const launchd: Platform = {
  name: 'launchd',
  rereads: false,
  connect,
  startOf,
  observe,
  glance,
  details,
  refused,
  weigh,
  differences,
  steps,
  guards,
  // Loaded only when doctor asks.
  examine: async (host, subject) => (await import('./examine/index.ts')).examine(host, subject),
};
