import { play } from './support/play.ts';

play('truth', 'truth.ts', 99);
