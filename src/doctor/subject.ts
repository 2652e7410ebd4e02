// What a platform is handed to look for what is wrong with it: all that could be found out, however little that is. Types only.

import type { Daemon, Desired, Facts, Observed } from '../model.ts';
import type { Connected } from '../platform.ts';
import type { Start } from '../preflight/start.ts';

export interface Subject {
  readonly facts: Facts;
  /** null: no manager answers. */
  readonly connected: Connected | null;
  /** Names to speak of; null: all. */
  readonly only: readonly string[] | null;
  /** Of the manifest; empty where there is none to be believed. */
  readonly daemons: readonly Daemon[];
  readonly desired: Desired;
  readonly starts: ReadonlyMap<string, Start>;
  /** One for each namespace that was looked at: without a manifest, all that are remembered. */
  readonly observed: readonly Observed[];
  /** Units and labels of all that is remembered, in any namespace, and of all that the manifest has, whoever is spoken of. */
  readonly ownIds: ReadonlySet<string>;
  readonly labelPrefix: string;
}
