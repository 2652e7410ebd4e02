// The whole outside world, as daemonsync is allowed to see it. Interfaces only: node/host.ts is the real one,
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

/** The thing itself: a link is not followed. */
export interface Standing {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly size: number;
  /** Permission bits only. */
  readonly mode: number;
  readonly uid: number;
  /** Of the content, and of anything about it: by the file system's clock. */
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

export interface RunOptions {
  /** Default 20 s; then it is killed, and its code is 124. */
  readonly timeoutMs?: number;
  /** What it reads on its standard input; default: nothing. */
  readonly input?: string;
  /**
   * It stays with the terminal, where it may ask the person (sudo's password) and finds what was answered before; then the
   * default time is 6 minutes. Everything else gets a session of its own: a Ctrl-C there is ours, not the command's.
   */
  readonly mayAsk?: boolean;
  /** Over our own environment; null takes a variable out of it. */
  readonly env?: Readonly<Record<string, string | null>>;
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
  run(argv: readonly [string, ...string[]], options?: RunOptions): Promise<Ran>;
}

/** A host that may also be changed, looked at more closely, and waited on. What only reads asks for no more than a Host. */
export interface Hands extends Host {
  /** Of the caller's environment, as commands that are run see it; null: not set. To find a service manager, not to render by. */
  environment(name: string): string | null;

  // ── What is there, looked at closely ──
  /** null: nothing there. Throws nothing: what may not be looked at is null too. */
  stand(path: string): Promise<Standing | null>;
  /** Where a link points, as written; null: no link. */
  target(path: string): Promise<string | null>;
  /** For many paths at once: a text that changes whenever the thing itself does ('' where there is nothing). Never follows links. */
  identities(paths: readonly string[]): Promise<readonly string[]>;

  /** The same, for what has only to be there: kind, inode, mode and owners of what a path leads to. A folder may get other files. */
  presences(paths: readonly string[]): Promise<readonly string[]>;
  /** In bytes; -1 where there is no plain file. Never follows links. */
  sizes(paths: readonly string[]): Promise<readonly number[]>;
  /** When anything about them last changed, by the file system's clock; 0 where there is nothing. Never follows links. */
  changes(paths: readonly string[]): Promise<readonly number[]>;

  // ── What changes things. Each gives null, or the system's code (EACCES, ENOSPC, EROFS …); nothing is ever half done. ──
  /** Atomic and on the disk when it returns: temporary file beside it, mode set, fsync, rename, folder fsync. Folders are made (0755, or as the umask has it: no wider). */
  write(file: { readonly path: string; readonly mode: number; readonly text: string }): Promise<string | null>;
  /** A file or a link. What is not there is removed already. */
  remove(path: string): Promise<string | null>;
  /** A folder, if nothing is in it; else, or if it is not there, nothing happens. */
  removeEmpty(path: string): Promise<string | null>;
  /** With all folders above it; what is there stays as it is. */
  makeFolder(path: string, mode: number): Promise<string | null>;
  /** Empty; what is there stays as it is. */
  makeFile(path: string, mode: number): Promise<string | null>;
  /** A symlink, in place of whatever link was there. Atomic. */
  link(path: string, target: string): Promise<string | null>;
  chmod(path: string, mode: number): Promise<string | null>;

  // ── Time. Both are virtual in tests. ──
  now(): number;
  sleep(ms: number): Promise<void>;
}
