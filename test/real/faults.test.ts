// Faults on real managers: see faults/faults.ts.
import { playBeside } from './support/beside.ts';

playBeside('whatever goes wrong is said, and mended by the next apply', 'faults.ts', [12, 8, 9]);
