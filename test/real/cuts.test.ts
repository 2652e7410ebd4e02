// Real kill -9s of `apply` on real managers: see faults/cuts.ts.
import { playBeside } from './support/beside.ts';

playBeside('an apply that is cut anywhere is finished by the next one', 'cuts.ts', [3, 3]);
