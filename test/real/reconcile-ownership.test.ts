// Whose it is decides what may be done to it, by the built program on a real manager.
import { play } from './support/play.ts';

play('ownership: nothing is ever done to what is not ours', 'ownership.ts', 13);
