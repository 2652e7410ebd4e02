// Random values through every encoder into files, and the files to systemd's own reader: it has nothing to say of them.
// Starts nothing; needs the program systemd-analyze, and no manager.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import test from 'node:test';
import * as fc from 'fast-check';
import {
  commandLine,
  environmentAssignment,
  environmentFilePath,
  executableFits,
  plainPath,
  plainPathFits,
  text,
  timeSpan,
} from '../../src/systemd/quote.ts';
import { unitText } from '../../src/systemd/unit.ts';
import { nasty } from '../support/nasty-text.ts';
import { linuxIsRequired } from './support/manager.ts';

const UNITS = 300;
const BATCH = 100;

const hasAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;

const oneLine = nasty.map((value) => value.replace(/[\n\r]/g, ''));
const path = oneLine.map((value) => `/srv/${value.replace(/\.\./g, '')}`);

const unit = fc.record({
  description: oneLine,
  argv: fc.array(nasty, { maxLength: 5 }),
  program: oneLine.map((value) => value.replace(/[/"'\\*?[]/g, '')),
  env: fc.array(nasty, { maxLength: 3 }),
  folder: path,
  log: path,
  envFile: path,
  watched: path,
  socket: path,
  delay: fc.nat(200_000_000),
});

test(`${UNITS} units of random values: systemd-analyze verify finds nothing to complain of`, (t) => {
  if (!hasAnalyze) {
    assert.ok(!linuxIsRequired, 'systemd-analyze is not here, and DAEMONSYNC_REQUIRE_REAL=1');
    t.skip('there is no systemd-analyze on this machine');
    return;
  }
  const dir = mkdtempSync(join(tmpdir(), 'daemonsync-codec-'));
  try {
    const runtime = join(dir, 'runtime');
    const programs = join(dir, 'programs');
    for (const made of [runtime, programs, join(dir, 'home')]) mkdirSync(made, { mode: 0o700 });
    const env = { PATH: process.env['PATH'] ?? '', HOME: join(dir, 'home'), XDG_RUNTIME_DIR: runtime, LANG: 'C.UTF-8' };
    const verify = (files: readonly string[]): string[] => {
      const { stderr } = spawnSync('systemd-analyze', ['--user', '--man=no', 'verify', ...files], {
        env,
        encoding: 'utf8',
      });
      return stderr
        .split('\n')
        .filter((line) => files.some((file) => line.includes(basename(file).replace(/\..*$/, ''))));
    };
    const write = (name: string, content: string): string => {
      const file = join(dir, name);
      writeFileSync(file, content);
      return file;
    };

    // First that it does complain, of what the encoders are there to prevent.
    const spoilt = write('spoilt-control.service', '[Service]\nExecStart=/bin/true\nEnvironment=A=\\d\nNo such line\n');
    assert.ok(verify([spoilt]).length >= 2, 'the control was not noticed');

    const files: string[] = [];
    let named = 0;
    fc.sample(unit, UNITS).forEach((one, index) => {
      const name = `codec-${index}`;
      let program = '/bin/true';
      const wanted = join(programs, `${index}${one.program}`);
      if (executableFits(wanted)) {
        copyFileSync('/bin/true', wanted);
        chmodSync(wanted, 0o755);
        program = wanted;
        named += 1;
      }
      const fitting = (
        directive: Parameters<typeof plainPathFits>[1],
        value: string,
      ): { key: string; value: string }[] =>
        plainPathFits(value, directive) ? [{ key: directive, value: plainPath(value) }] : [];
      const lines = [
        { key: 'Type', value: 'exec' },
        ...one.env.map((value, at) => ({ key: 'Environment', value: environmentAssignment(`E${at}`, value) })),
        ...fitting('WorkingDirectory', one.folder),
        ...fitting('StandardOutput', one.log).map(({ key, value }) => ({ key, value: `append:${value}` })),
        ...(plainPathFits(one.envFile, 'EnvironmentFile')
          ? [{ key: 'EnvironmentFile', value: `-${environmentFilePath(one.envFile)}` }]
          : []),
        { key: 'RestartSec', value: timeSpan(one.delay) },
        { key: 'ExecStart', value: commandLine([program, ...one.argv]) },
      ];
      const service = { name: 'Service', lines };
      files.push(
        write(
          `${name}.service`,
          unitText([{ name: 'Unit', lines: [{ key: 'Description', value: text(one.description) }] }, service], []),
        ),
      );
      const watched = fitting('PathChanged', one.watched);
      if (watched.length > 0) files.push(write(`${name}.path`, unitText([{ name: 'Path', lines: watched }], [])));
      const socket = fitting('ListenStream', one.socket);
      if (socket.length > 0) files.push(write(`${name}.socket`, unitText([{ name: 'Socket', lines: socket }], [])));
    });
    const complaints: string[] = [];
    for (let at = 0; at < files.length; at += BATCH) complaints.push(...verify(files.slice(at, at + BATCH)));
    assert.deepEqual(complaints, []);
    assert.ok(named > UNITS / 2, `only ${named} programs had a random name`);
    t.diagnostic(`${files.length} files, ${named} programs of random names`);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
