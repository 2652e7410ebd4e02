// What an apply changes and what it leaves alone, by the built program on a real manager: files, commands, words and processes.
import { play } from './support/play.ts';

play('changes: only what differs is touched', 'changes.ts', 9);
