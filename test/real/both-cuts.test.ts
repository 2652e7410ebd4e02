// Real kill -9s of `apply`, and strings that nobody should write, on both systems: see both/.
import { playBoth } from './support/both.ts';

playBoth([
  { title: 'cuts: an apply that is killed anywhere is finished by the next one', file: 'cuts.ts', scenes: 3 },
  { title: 'exactness: what is started is what was written', file: 'exact.ts', scenes: 2 },
]);
