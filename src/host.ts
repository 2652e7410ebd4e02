// The whole outside world, as daemonsync is allowed to see it. Interfaces only: node-host.ts is the real one,
// test/support has one in memory. Nothing here throws for what a person can cause: absence is null, failure is a value.

export interface Seen {
  readonly kind: 'file' | 'directory' | 'other';
  readonly size: number;
  /** Permission bits only. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In a folder: only a file's owner may rename or delete it. */
  readonly sticky: boolean;
}

export interface Ran {
  /** 127 with a stderr that says so where the program does not exist. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Host {
  /** Who we are to the kernel. */
  caller(): Promise<{ readonly uid: number }>;
  /** Follows symlinks. null: nothing there, or not to be looked at. */
  look(path: string): Promise<Seen | null>;
  /** The path with every symlink resolved; null where it does not exist. */
  real(path: string): Promise<string | null>;
  /** The same, and why not: the system's code, or ENOTFILE for a pipe or the like that has no path (`/dev/fd/63`). */
  resolve(path: string): Promise<{ readonly path: string } | { readonly error: string }>;
  /** At most `limit` bytes of a regular file. The error is the system's code (ENOENT, EISDIR …), or ENOTFILE: no regular file. */
  read(path: string, limit: number): Promise<{ readonly bytes: Uint8Array } | { readonly error: string }>;
  /** Names in a folder, sorted; null where it cannot be listed. */
  list(dir: string): Promise<readonly string[] | null>;
  /** Standard input, whole. */
  stdin(limit: number): Promise<{ readonly bytes: Uint8Array } | { readonly error: string }>;
  /** Exists, is a regular file, and may be executed by us. */
  executable(path: string): Promise<boolean>;
  /** Never through a shell; a non-zero exit is returned, not thrown. */
  run(argv: readonly [string, ...string[]]): Promise<Ran>;
}
