// The bare names that daemons run → the file that is found for each on the very PATH that the daemon gets. One process for
// each name and PATH; what else is in a daemon's environment is not handed to it, for it may be secret and would stand in `ps`.

import type { Hands } from '../host.ts';
import type { Daemon } from '../model.ts';
import type { Start } from '../preflight/start.ts';
import type { Command } from './starts.ts';

/** As a service manager looks, to which `echo` is a file: `command -v` would answer with sh's own. */
const ASK =
  'set -f; IFS=:; for at in $PATH; do [ -f "$at/$1" ] && [ -x "$at/$1" ] && printf "%s\\n" "$at/$1" && exit; done; exit 1';

export async function lookForCommands(
  host: Hands,
  daemons: readonly Daemon[],
  starts: ReadonlyMap<string, Start>,
): Promise<readonly Command[]> {
  const asked = new Map<string, Promise<string | null>>();
  const ask = (path: string, word: string): Promise<string | null> => {
    const key = `${path}\0${word}`;
    const known = asked.get(key) ?? found(host, path, word);
    asked.set(key, known);
    return known;
  };
  const commands: Command[] = [];
  for (const { name, run, env, launcher } of daemons) {
    // A launcher sets a PATH of its own when it starts.
    const word = run.kind === 'command' && launcher.kind === 'direct' ? run.argv[0] : null;
    const path = starts.get(name)?.env['PATH'] ?? env['PATH'];
    if (word === null || word.includes('/') || path === undefined) continue;
    commands.push({ daemon: name, word, found: await ask(path, word) });
  }
  return commands;
}

async function found(host: Hands, path: string, word: string): Promise<string | null> {
  const argv = ['/usr/bin/env', '-i', `PATH=${path}`, '/bin/sh', '-c', ASK, 'sh', word] as const;
  const { code, stdout } = await host.run(argv, { timeoutMs: 5000 });
  const line = stdout.trim();
  return code === 0 && line !== '' ? line : null;
}
