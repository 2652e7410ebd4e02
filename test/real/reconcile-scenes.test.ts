// Reconciling, by the built program on real managers: files, commands, words, exits and processes. The scenes are in reconcile/.
import { playAll } from './support/play.ts';

playAll([
  { title: 'changes: only what differs is touched', file: 'changes.ts', scenes: 12 },
  { title: 'ownership: nothing is ever done to what is not ours', file: 'ownership.ts', scenes: 14 },
  { title: 'truth: what is told is what was seen', file: 'truth.ts', scenes: 7 },
  {
    title: 'reach: a manager that is found, that is not there, and that runs the program',
    file: 'reach.ts',
    scenes: 4,
  },
]);
