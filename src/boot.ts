// The installed program itself: answers `version` at once, else loads the bundle through V8's code cache.
// Judges nothing; when anything about the cache is odd, it goes on without one. Must parse on very old Node.
import * as fs from 'fs';
import * as path from 'path';
import { Script } from 'vm';
import type { Build } from './commands/context.ts';

/** Baked in by tools/build.mjs. */
declare const DAEMONSYNC_BUILD: Build;
declare const DAEMONSYNC_COMMANDS: readonly string[];
declare const DAEMONSYNC_ENCODING: 'latin1' | 'utf8';

type Main = { main: (build: Build) => Promise<void> };
type Quick = { quick: (build: Build, words: readonly string[]) => Promise<boolean> };
type Wrapped = (exports: object, require: NodeJS.Require, module: object, file: string, folder: string) => void;

const OLDEST = [20, 19];

function start(): void {
  const words = process.argv.slice(2);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    say(
      2,
      `daemonsync needs Node.js ${OLDEST.join('.')} or newer; this is ${process.versions.node} (${process.execPath})\n`,
    );
    process.exitCode = 69;
    return;
  }
  if (words.length === 1 && (words[0] === 'version' || words[0] === '--version')) {
    say(1, `daemonsync ${DAEMONSYNC_BUILD.version}\n`);
    return;
  }
  const everything = (): void => {
    void (load(path.join(__dirname, 'main.cjs'), cacheFile(words)) as Main).main(DAEMONSYNC_BUILD);
  };
  if (words.indexOf('apply') < 0 && words.indexOf('diff') < 0) return everything();
  const first = load(path.join(__dirname, 'quick.cjs'), cacheFile(words, 'quick')) as Quick;
  void first.quick(DAEMONSYNC_BUILD, words).then((answered) => (answered ? undefined : everything()));
}

function say(fd: number, text: string): void {
  try {
    fs.writeSync(fd, text);
  } catch {
    // Nobody is listening.
  }
}

/**
 * V8 itself looks only at the length of the source, so the name says which bundle it is; and the command, because what is
 * kept is what a run of it had compiled. null: this run shall have none.
 */
function cacheFile(words: readonly string[], of?: string): string | null {
  const command = of ?? words.find((word) => DAEMONSYNC_COMMANDS.indexOf(word) >= 0);
  const home = process.env['HOME'];
  if (command === undefined || home === undefined || !path.isAbsolute(home)) return null;
  const { bun } = process.versions as { bun?: string };
  if (bun !== undefined || process.geteuid === undefined) return null;
  const name = `code-${DAEMONSYNC_BUILD.build}-${process.version}-${process.arch}-${command}`;
  return path.join(home, '.cache', 'daemonsync', name);
}

function load(file: string, cache: string | null): object {
  const source = fs.readFileSync(file, DAEMONSYNC_ENCODING);
  const cachedData = cache === null ? undefined : readOurs(cache);
  const script = new Script(source, cachedData ? { filename: file, cachedData } : { filename: file });
  if (cache !== null && (cachedData === undefined || script.cachedDataRejected)) {
    // At the end, because by then all functions that this command needs have been compiled.
    process.on('exit', (code) => {
      if (code <= 2) keep(cache, script);
    });
  }
  const module = { exports: {} };
  (script.runInThisContext() as Wrapped)(module.exports, require, module, file, path.dirname(file));
  return module.exports;
}

/** It is code that we are about to run: only a plain file that nobody else could have written, and whole. */
function readOurs(file: string): Buffer | undefined {
  let fd = -1;
  try {
    if (!safeFolder(path.dirname(file))) return undefined;
    fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK);
    const seen = fs.fstatSync(fd);
    return seen.isFile() && ours(seen) ? whole(fd, seen.size / 2) : undefined;
  } catch {
    return undefined;
  } finally {
    if (fd >= 0) fs.closeSync(fd);
  }
}

/**
 * V8 runs what it is given, and dies of one wrong byte: the file holds everything twice, and what is not there twice is
 * not used. To compare takes 0.2 ms; crc32 takes 1.6 with the loading of zlib, sha1 3.5, and a sum in JavaScript, which is
 * not yet compiled, 2.6.
 */
function whole(fd: number, half: number): Buffer | undefined {
  if (half === 0 || !Number.isInteger(half)) return undefined;
  const data = Buffer.allocUnsafeSlow(half);
  if (fs.readSync(fd, data, 0, half, 0) !== half) return undefined;
  const again = Buffer.allocUnsafeSlow(64 * 1024);
  for (let at = 0; at < half; at += again.length) {
    const part = data.subarray(at, at + again.length);
    const got = fs.readSync(fd, again, 0, part.length, half + at);
    if (got !== part.length || !part.equals(again.subarray(0, got))) return undefined;
  }
  return data;
}

function keep(file: string, script: Script): void {
  const folder = path.dirname(file);
  const temporary = `${file}.${process.pid}`;
  try {
    // `sudo daemonsync` with the HOME of the caller must not leave root's files there.
    if (process.geteuid?.() === 0 && fs.statSync(path.dirname(path.dirname(folder))).uid !== 0) return;
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!safeFolder(folder)) return;
    write(temporary, script.createCachedData());
    fs.renameSync(temporary, file);
    const current = `code-${DAEMONSYNC_BUILD.build}-`;
    for (const name of fs.readdirSync(folder)) {
      // Of another build; or half a file, of a run that was killed. Whoever still writes it will do without.
      const isOld = !name.startsWith(current) || /\.\d+$/.test(name);
      if (name.startsWith('code-') && isOld) fs.unlinkSync(path.join(folder, name));
    }
  } catch {
    try {
      fs.unlinkSync(temporary);
    } catch {
      // It was never made.
    }
  }
}

/** On the disk before it gets its name: else a power cut leaves the name, and nothing behind it. */
function write(file: string, data: Buffer): void {
  const fd = fs.openSync(file, 'wx', 0o600);
  try {
    fs.writeFileSync(fd, data);
    fs.writeFileSync(fd, data);
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

function safeFolder(folder: string): boolean {
  const seen = fs.lstatSync(folder);
  return seen.isDirectory() && ours(seen);
}

function ours(seen: fs.Stats): boolean {
  return seen.uid === process.geteuid?.() && (seen.mode & 0o077) === 0;
}

start();
