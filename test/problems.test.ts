// What people are told about a wrong manifest: test/problems/*.yaml → *.txt, word for word, on both systems.
// `make golden` rewrites the texts; read them aloud before you commit them.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { plain } from '../src/report/color.ts';
import { problemLines } from '../src/report/problems.ts';
import { pipeline } from './support/compiled.ts';

const dir = join(process.env['DAEMONSYNC_ROOT'] ?? process.cwd(), 'test/problems');
const rewrite = process.env['DAEMONSYNC_GOLDEN'] === 'write';

for (const name of readdirSync(dir).filter((file) => file.endsWith('.yaml'))) {
  test(name, async () => {
    const text = readFileSync(join(dir, name), 'utf8');
    const linux = await said(text, 'systemd');
    const macos = await said(text, 'launchd');
    const all = macos === linux ? linux : `${linux}\n── on macOS ──\n${macos}`;
    assert.ok(all.trim() !== '── on macOS ──', 'nothing is wrong with it');
    assert.ok(!/hunter2/.test(all), 'a secret is shown');
    const kept = join(dir, name.replace(/\.yaml$/, '.txt'));
    if (rewrite) writeFileSync(kept, all);
    assert.equal(all, existsSync(kept) ? readFileSync(kept, 'utf8') : '');
  });
}

async function said(text: string, platform: 'systemd' | 'launchd'): Promise<string> {
  const { problems, sources } = await pipeline(text, platform);
  for (const problem of problems) assert.ok(problem.at, `${problem.message} has no place`);
  return `${problemLines(problems, { sources, cwd: null, paint: plain }).join('\n')}\n`;
}
