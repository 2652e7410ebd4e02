// Log files as the code beside this one is allowed to see them: looked at, read from any place, rotated. Types only;
// node-logs.ts is the real thing. Nothing here throws for what a person or a full disk can cause.

export interface OpenLog {
  /** Which file this is, whatever it is called by now. */
  readonly id: string;
  /** As it is now. */
  look(): { readonly size: number; readonly mtimeMs: number };
  /** Fewer bytes at the end, none behind it. */
  read(position: number, length: number): Uint8Array;
  close(): void;
}

export interface LogEnd {
  readonly id: string;
  readonly size: number;
}

/** What became of one file. `left`: it may not be rotated, and nothing was touched; `why` is a person's words. */
export type Rotated =
  | { readonly kind: 'rotated'; readonly bytes: number }
  | { readonly kind: 'left'; readonly why: string; readonly mend: string };

export interface LogFiles {
  /** Follows links. null: there is no regular file. */
  end(path: string): LogEnd | null;
  /** The error is the system's code, or ENOTFILE. */
  open(path: string): OpenLog | { readonly error: string };
  /** `PATH.1`, `PATH.2` and so on, as many as there are, the newest first. */
  older(path: string): readonly string[];
  /** By copy and truncation, keeping this many copies. */
  rotate(path: string, keep: number): Promise<Rotated>;
}
