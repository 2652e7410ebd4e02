import { play } from './support/play.ts';

play('reach', 'reach.ts', 99);
