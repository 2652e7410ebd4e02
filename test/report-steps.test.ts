// How a step reads: short where nobody reads on, whole where somebody may have to run it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '../src/model.ts';
import { shownStep } from '../src/report/steps.ts';

const ids = Array.from({ length: 9 }, (_, i) => `d${i}.service`);
const start = (head: readonly [string, ...string[]], more: { readonly privileged?: true } = {}): Step => ({
  phase: 'start',
  kind: 'run',
  daemons: [],
  argv: [...head, ...ids],
  each: ids.map((word) => ({ word, daemon: word })),
  ...more,
});

test('a long batch is cut short, but never what root runs, nor where all was asked for', () => {
  const users = start(['systemctl', '--user', 'start']);
  assert.equal(shownStep(users), `systemctl --user start ${ids.slice(0, 6).join(' ')} … (9 units)`);
  assert.equal(shownStep(users, true), `systemctl --user start ${ids.join(' ')}`);
  const roots = start(['sudo', 'systemctl', 'start'], { privileged: true });
  assert.equal(shownStep(roots), `sudo systemctl start ${ids.join(' ')}`);
});
