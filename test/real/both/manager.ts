// What a scene may ask of the service manager it is played beside, whichever that is. Types only; systemd.ts and launchd.ts are
// the two of them.

export interface Manager {
  readonly name: 'systemd' | 'launchd';
  /** Words that run the program, and what its environment needs. */
  readonly program: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Once, before the first scene. */
  prepare(): void;
  /** Each call of the manager by anybody, in the words that reached it; `from` counts those before. */
  callsFrom(from: number): { readonly calls: readonly string[]; readonly next: number };
  /** It changes something, or may. */
  isChange(call: string): boolean;
  /** Where the definition of a daemon lies that is to run. */
  definition(name: string): string;
  /** Somebody's own definition of that name, which runs `sleep 999`. */
  strangers(name: string): string;
  /** A definition of ours with another command in it, as an editor leaves it. */
  edited(text: string): string;
  /** Takes up what lies at `definition`, as a person does; and starts it. */
  takeUp(name: string): void;
  /** Ends it and keeps it from running, as a person does, without a word to the program. */
  letGo(name: string): void;
  /** Runs a job that waits for its moment. */
  trigger(name: string): void;
  /** The process is told to end, by somebody. */
  kill(name: string, signal: string): void;
  seen(name: string): Seen;
  /** A disk of its own that is soon full; null: this stage has none. */
  readonly smallDisk: string | null;
  /** The folder of all definitions. */
  readonly folder: string;
}

export interface Seen {
  /** 0: none. */
  readonly pid: number;
  /** The manager has it at all. */
  readonly known: boolean;
  /** It waits for its moment. */
  readonly armed: boolean;
  /** It ended badly, and may be about to be tried again. */
  readonly failing: boolean;
}
