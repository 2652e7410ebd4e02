// Commands, run for real: argv in, how it ended out. Never through a shell, never throws for what a command does, and never
// waits for ever. node:child_process and not execa: this is on the way of every start, and execa costs 26 ms there.

import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Ran, RunOptions } from '../host.ts';

const TIMEOUT_MS = 20_000;
/** sudo itself waits five minutes for a password. */
const ASKING_TIMEOUT_MS = 360_000;
const MOST_OUTPUT = 64 * 1024 * 1024;
/** What a command left running may hold its output open for ever: after its end that long is waited for the last of it. */
const LAST_WORDS_MS = 250;

export function run(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<Ran> {
  // Loaded at the first command, and at once: while it runs, others can get on with their work.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const [program, ...rest] = argv;
  const { input, mayAsk = false } = options;
  return new Promise((done, bug) => {
    let child: ChildProcess;
    try {
      child = spawn(program, rest, {
        env: environment(options),
        stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
        detached: !mayAsk,
      });
    } catch (error) {
      const { errno, code } = error as NodeJS.ErrnoException;
      // E2BIG and the like; an argument that cannot be one (a NUL in it) is a bug.
      if (typeof errno === 'number') done({ code: 126, stdout: '', stderr: `${program}: ${code}` });
      else bug(error);
      return;
    }
    const said = { stdout: gather(child.stdout, overflow), stderr: gather(child.stderr, overflow) };
    let verdict: { readonly code: number; readonly stderr: string } | null = null;
    let lastWords: NodeJS.Timeout | undefined;
    const timeoutMs = options.timeoutMs ?? (mayAsk ? ASKING_TIMEOUT_MS : TIMEOUT_MS);
    const timer = setTimeout(() => end(124, `${program} took longer than ${timeoutMs / 1000} s`), timeoutMs);
    child.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code === 'ENOENT' ? 127 : 126, `${program}: ${error.code}`);
    });
    child.on('exit', () => hangUpSoon());
    child.on('close', (code, signal) => {
      if (signal === null) finish(code ?? 1, '');
      else finish(128 + constants.signals[signal], `${program} was ended by ${signal}`);
    });
    // Whoever does not read what he is told is no error.
    child.stdin?.on('error', () => undefined).end(input);

    function overflow(): void {
      end(126, `${program} said more than ${MOST_OUTPUT / 1024 / 1024} MiB`);
    }
    function end(code: number, stderr: string): void {
      verdict ??= { code, stderr };
      kill(child, !mayAsk);
      hangUpSoon();
    }
    function hangUpSoon(): void {
      // Who was not let run for as long, on a busy machine or with its lid closed, has not read yet what has long been said.
      lastWords ??= setTimeout(() => setImmediate(hangUp), LAST_WORDS_MS);
    }
    function hangUp(): void {
      child.stdout?.destroy();
      child.stderr?.destroy();
      // What may not be killed (sudo is root's) is left to itself.
      if (verdict) finish(verdict.code, verdict.stderr);
    }
    function finish(code: number, stderr: string): void {
      clearTimeout(timer);
      clearTimeout(lastWords);
      child.unref();
      const [out, err] = [said.stdout(), said.stderr()];
      done({ code: verdict?.code ?? code, stdout: out, stderr: (verdict?.stderr ?? err) || stderr });
    }
  });
}

/** Words that we read are in English. */
function environment({ env = {} }: RunOptions): NodeJS.ProcessEnv {
  const all: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C' };
  for (const [name, value] of Object.entries(env)) {
    if (value === null) delete all[name];
    else all[name] = value;
  }
  return all;
}

/** With all that it started, where it has a session of its own. */
function kill(child: ChildProcess, whole: boolean): void {
  if (child.pid === undefined) return;
  try {
    process.kill(whole ? -child.pid : child.pid, 'SIGKILL');
  } catch {
    // Gone already, or root's.
  }
}

function gather(stream: NodeJS.ReadableStream | null, overflow: () => void): () => string {
  const pieces: Buffer[] = [];
  let size = 0;
  stream?.on('data', (piece: Buffer) => {
    size += piece.length;
    if (size > MOST_OUTPUT) overflow();
    else pieces.push(piece);
  });
  return () => Buffer.concat(pieces).toString('utf8');
}
