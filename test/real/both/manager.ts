// What a scene may ask of the service manager it is played beside, whichever that is. Types only; systemd.ts, launchd.ts (the stand-in)
// and real-mac.ts are the three of them.

export interface Manager {
  readonly name: 'systemd' | 'launchd';
  /** Words that run the program, and what its environment needs. */
  readonly program: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Once, before the first scene. */
  prepare(): void;
  /** Where the scenes' own files are. */
  readonly room: string;
  /** The home that the program goes by. */
  readonly home: string;
  /**
   * What every name begins with that is everybody's: a namespace's, a daemon's. Empty where the whole home is made for the scenes and
   * gone afterwards.
   */
  readonly token: string;
  /** What every manifest says. */
  readonly top: Readonly<Record<string, unknown>>;
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
  /** What a process was started with, as the machine itself tells. */
  words(pid: number): readonly string[];
  variable(name: string, pid: number, key: string): string | null;
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
