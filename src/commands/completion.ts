// The tables → a completion script for one shell.
import { bash } from '../completion/bash.ts';
import { fish } from '../completion/fish.ts';
import { zsh } from '../completion/zsh.ts';
import type { Run } from './context.ts';
import type { Shell } from './table.ts';

const scripts: Record<Shell, () => string> = { bash, zsh, fish };

export const run: Run = async ({ args, stdout }) => {
  stdout.write(scripts[args.words[0] as Shell]());
  return 'ok';
};
