// A host → the same one, whose commands see other variables too: what makes a program reach its service manager, or speak in
// words that can be read. Runs nothing.

import type { Hands, RunOptions } from '../host.ts';
import type { Argv } from '../model.ts';

/** null takes a variable away. */
export function withEnvironment(host: Hands, env: Readonly<Record<string, string | null>>): Hands {
  return Object.assign(Object.create(host) as Hands, {
    environment: (name: string): string | null =>
      Object.hasOwn(env, name) ? (env[name] ?? null) : host.environment(name),
    run: (argv: Argv, options: RunOptions = {}) => host.run(argv, { ...options, env: { ...env, ...options.env } }),
  });
}
