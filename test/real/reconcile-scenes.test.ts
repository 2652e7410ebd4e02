// Reconciling, by the built program on real managers: files, commands, words, exits and processes. The scenes are in reconcile/.
import { playAll } from './support/play.ts';

playAll([
  { title: 'changes: only what differs is touched', file: 'changes.ts', scenes: 6 },
  { title: 'kinds: triggers, order, and what becomes something else', file: 'kinds.ts', scenes: 6 },
  { title: 'ownership: nothing is ever done to what is not ours', file: 'ownership.ts', scenes: 11 },
  { title: 'by hand: what people do beside the program', file: 'by-hand.ts', scenes: 8 },
  { title: 'failing: what does not come up', file: 'failing.ts', scenes: 4 },
  { title: 'truth: what is told is what was seen', file: 'truth.ts', scenes: 7 },
  {
    title: 'reach: a manager that is found, or not, or runs the program',
    file: 'reach.ts',
    scenes: 4,
  },
]);
