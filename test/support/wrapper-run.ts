// A wrapper script, really run: a daemon goes in, what the program at its end was started with comes out. Each run has
// a folder of its own for the script and the dump; the program is `dump`, or a stub that becomes it.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Daemon } from '../../src/model.ts';
import { type WrapperOptions, wrapperText } from '../../src/wrapper.ts';
import { DUMP, type Dump, readDump } from '../real/support/dump.ts';
import { aDaemon } from './daemon.ts';
import { type Ran, type Running, runScript, type Shell } from './shells.ts';

export interface Started extends Ran {
  /** null: no program was started. */
  readonly dump: Dump | null;
}

export interface Bench {
  readonly folder: string;
  readonly file: (name: string, content: string | Buffer, mode?: number) => string;
  /** A program that only writes down how it was started. */
  readonly stub: (name: string) => string;
  readonly text: (daemon: Partial<Daemon>, argv: readonly string[] | null, more?: Partial<WrapperOptions>) => string;
  /** `argv` null: the daemon is a shell text, in which `@DUMP@` stands for the recording program. */
  readonly start: (
    shell: Shell,
    daemon: Partial<Daemon>,
    argv: readonly string[] | null,
    running?: Running,
    more?: Partial<WrapperOptions>,
  ) => Started;
}

export function bench(t: TestContext): Bench {
  // As the kernel names it: a Mac's folder for such things is a link.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'daemonsync-wrapper-')));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const out = join(folder, 'dump');
  const file = (name: string, content: string | Buffer, mode = 0o644): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  };
  const text: Bench['text'] = (daemon, argv, more) =>
    wrapperText(aDaemon(daemon), { header: [], readEnvFiles: true, exec: argv, ...more });
  return {
    folder,
    text,
    file,
    stub: (name) => file(name, `#!/bin/sh\nexec '${DUMP}' '${out}' "$0" "$@"\n`, 0o755),
    start: (shell, daemon, argv, running, more) => {
      rmSync(out, { force: true });
      const script = file('wrapper', text(daemon, argv, more).replaceAll('@DUMP@', `${DUMP} ${out}`), 0o755);
      return { ...runScript(shell, script, running), dump: existsSync(out) ? readDump(out) : null };
    },
  };
}

/** argv of the recording program itself. */
export const recording = (b: Bench, ...args: readonly string[]): readonly string[] => [
  DUMP,
  join(b.folder, 'dump'),
  ...args,
];

/** What the program saw, without what a shell adds on its own. */
export function seen({ dump, stderr }: Started, given: readonly string[] = []): Record<string, string> {
  if (dump === null) throw new Error(`no program was started: ${stderr}`);
  const added = new Set(
    ['PATH', 'PWD', 'OLDPWD', 'SHLVL', '_', 'LOGNAME', 'PERL_BADLANG'].filter((name) => !given.includes(name)),
  );
  return Object.fromEntries([...dump.env].filter(([name]) => !added.has(name)));
}
