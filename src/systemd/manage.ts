// systemd as something to manage: the rooms behind the contract of platform.ts, put together. Decides nothing.

import type { Platform } from '../platform.ts';
import { connect } from './connect.ts';
import { details } from './details.ts';
import { differences, weigh } from './impact.ts';
import { glance, observe } from './observe.ts';
import { startOf } from './start-of.ts';
import { steps } from './steps.ts';

export const systemd: Platform = {
  name: 'systemd',
  rereads: true,
  connect,
  startOf,
  observe,
  glance,
  details,
  weigh,
  differences,
  steps,
  // Loaded only when doctor asks.
  examine: async (host, subject) => (await import('./examine.ts')).examine(host, subject),
};
