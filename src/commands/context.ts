// What a command is handed, and what it gives back. Types only: main.ts makes the real ones, tests make their own.
import type { Args } from '../arguments.ts';
import type { ExitName } from '../exit-codes.ts';
import type { Hands } from '../host.ts';
import type { Machine } from '../node/host.ts';
import type { Paint } from '../report/color.ts';

export interface Out {
  readonly isTTY: boolean;
  /** null where nobody knows. */
  readonly columns: number | null;
  /** Never throws; a reader that went away is not an error. */
  write(text: string | Uint8Array): void;
  /** It did. */
  readonly gone?: boolean;
}

export interface Build {
  readonly version: string;
  /** Hash of the bundle: tells two builds of one version apart. */
  readonly build: string;
}

/** The few variables that mean something to daemonsync itself. */
export interface Variables {
  readonly DAEMONSYNC_FILE?: string | undefined;
  readonly NO_COLOR?: string | undefined;
  readonly FORCE_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
  /** Set by sudo: who called it. */
  readonly SUDO_UID?: string | undefined;
  /** Decides which service manager is found first, and so which question is asked. */
  readonly XDG_RUNTIME_DIR?: string | undefined;
}

export interface Context {
  readonly argv: readonly string[];
  readonly env: Variables;
  readonly cwd: string;
  readonly pid: number;
  readonly stdout: Out;
  readonly stderr: Out;
  readonly build: Build;
  readonly node: string;
  /** `linux x64`, as Node names them. */
  readonly system: string;
  /** Made when first asked for: `help` needs neither. */
  readonly host: () => Promise<Hands>;
  readonly machine: () => Promise<Machine>;
  /** Somebody sits at a terminal and can be asked. */
  readonly canAsk: boolean;
  /** One line typed there; null: no answer. */
  readonly ask: (question: string) => Promise<string | null>;
  /** Called once at the first Ctrl-C or TERM from now on; the second ends the program. Gives back how to stop listening. */
  readonly onInterrupt: (act: () => void) => () => void;
  /** Again and again, which keeps nobody from ending. Gives back how to stop. */
  readonly every: (ms: number, act: () => void) => () => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** The context once the words are understood: how this run speaks. */
export interface Session extends Context {
  readonly args: Args;
  readonly paint: { readonly stdout: Paint; readonly stderr: Paint };
}

export type Run = (session: Session) => Promise<ExitName>;
