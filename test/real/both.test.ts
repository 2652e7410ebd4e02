// The same scenes on both systems, by the built program: files, commands, words, exits and processes. The scenes are in both/.
import { playBoth } from './support/both.ts';

playBoth([
  { title: 'changes: only what differs is touched', file: 'changes.ts', scenes: 11 },
  { title: 'by hand: what people do beside the program, and whose things are', file: 'by-hand.ts', scenes: 12 },
  { title: 'failing: what does not come up, and full disks', file: 'failing.ts', scenes: 7 },
  { title: 'faults: signals, crowds, what may not be written', file: 'faults.ts', scenes: 7 },
]);
