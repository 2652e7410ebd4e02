// The one file (with boot.ts) that touches `process`: makes the context, hands it to the command line, and turns what
// comes back into an exit code. A bug ends here, with its stack.
import * as fs from 'node:fs';
import { cli } from './cli.ts';
import type { Build, Context, Out } from './commands/context.ts';
import { EXIT } from './exit-codes.ts';

export async function main(build: Build): Promise<void> {
  // No handler for SIGINT: a blocking read of standard input could then not be interrupted, and a shell says 130 anyway.
  process.on('uncaughtException', (error) => process.exit(bug(error, build)));
  try {
    const exit = await cli(context(build));
    // Not process.exit(): what is still being written shall be written.
    process.exitCode = EXIT[exit].code;
  } catch (error) {
    process.exitCode = bug(error, build);
  }
}

function context(build: Build): Context {
  const { DAEMONSYNC_FILE, NO_COLOR, FORCE_COLOR, TERM, SUDO_UID, XDG_RUNTIME_DIR } = process.env;
  return {
    argv: process.argv.slice(2),
    env: { DAEMONSYNC_FILE, NO_COLOR, FORCE_COLOR, TERM, SUDO_UID, XDG_RUNTIME_DIR },
    get cwd() {
      return currentFolder();
    },
    pid: process.pid,
    stdout: out(1),
    stderr: out(2),
    build,
    node: process.versions.node,
    system: `${process.platform} ${process.arch}`,
    host: async () => (await import('./node/host.ts')).nodeHost(),
    machine: async () => (await import('./node/host.ts')).thisMachine(),
    get canAsk() {
      return isTerminal(0) && isTerminal(2);
    },
    ask,
    onInterrupt,
    every,
    // Not `performance`: the module behind it takes a millisecond to load.
    now: () => process.uptime() * 1000,
  };
}

/** A folder may be removed under our feet; then paths are simply shown whole. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '/';
  }
}

/**
 * Straight to the descriptor: nothing is lost at exit, and Node's streams need not be loaded. A reader that went away
 * (`| head -1`) is no error: the rest is simply not written.
 */
function out(fd: 1 | 2): Out {
  let gone = false;
  return {
    get isTTY() {
      return isTerminal(fd);
    },
    get gone() {
      return gone;
    },
    get columns() {
      return isTerminal(fd) ? ((fd === 1 ? process.stdout.columns : process.stderr.columns) ?? null) : null;
    },
    write(text) {
      let rest: Uint8Array = typeof text === 'string' ? Buffer.from(text) : text;
      while (rest.length > 0 && !gone) {
        try {
          rest = rest.subarray(fs.writeSync(fd, rest));
        } catch (error) {
          const { code } = error as NodeJS.ErrnoException;
          if (code === 'EAGAIN') pause();
          else if (code === 'EPIPE' || code === 'EBADF' || code === 'EIO') gone = true;
          else cannotSay(code ?? String(error));
        }
      }
    },
  };
}

async function ask(question: string): Promise<string | null> {
  const { createInterface } = await import('node:readline');
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((answered) => {
    asking.on('close', () => answered(null));
    asking.question(question, (answer) => {
      answered(answer);
      asking.close();
    });
  });
}

/** A lost terminal is no reason to stop half-way: the run may be restarting it. */
function onInterrupt(act: () => void): () => void {
  let first = true;
  const heard = (): void => {
    if (!first) process.exit(EXIT.interrupted.code);
    first = false;
    act();
  };
  const deaf = (): void => undefined;
  process.on('SIGINT', heard).on('SIGTERM', heard).on('SIGHUP', deaf);
  return () => void process.off('SIGINT', heard).off('SIGTERM', heard).off('SIGHUP', deaf);
}

function every(ms: number, act: () => void): () => void {
  const timer = setInterval(act, ms).unref();
  return () => clearInterval(timer);
}

/** A full disk is no bug; whoever reads our exit code must know that something is missing. */
function cannotSay(code: string): never {
  const why = code === 'ENOSPC' ? 'no space left' : code;
  try {
    fs.writeSync(2, `daemonsync: cannot write the output: ${why}\n`);
  } catch {
    // Standard error is no better.
  }
  process.exit(EXIT.failed.code);
}

/** The other end of a non-blocking pipe is slow. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}

/** Asks the cheap question first: the module that knows terminals takes a while to load. */
function isTerminal(fd: 0 | 1 | 2): boolean {
  try {
    const seen = fs.fstatSync(fd);
    if (!seen.isCharacterDevice() || seen.rdev === fs.statSync('/dev/null').rdev) return false;
  } catch {
    return false;
  }
  return [process.stdin, process.stdout, process.stderr][fd]?.isTTY ?? false;
}

function bug(error: unknown, { version, build }: Build): number {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const about = `daemonsync ${version} (${build}), Node.js ${process.versions.node}, ${process.platform} ${process.arch}`;
  out(2).write(
    `daemonsync: this is a bug in daemonsync, please report it together with these lines\n${text}\n${about}\n`,
  );
  return EXIT.bug.code;
}
