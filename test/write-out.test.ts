// Files written below a folder: by this very process, because its id is part of the temporary name.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Laid, writeOut } from '../src/commands/write-out.ts';

const text = 'hello\n';
const web: Laid = {
  name: 'web',
  folders: [],
  files: [{ path: '/etc/web.service', mode: 0o644, text }],
};

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'daemonsync-test-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'etc'));
  return folder;
}

test('what a run of the same process id has left is not in the way, and is not touched: it may be in use elsewhere', async () => {
  const folder = scratch();
  const left = [`.daemonsync-${process.pid}.tmp`, `.daemonsync-${process.pid}-1.tmp`];
  for (const name of left) writeFileSync(join(folder, 'etc', name), 'half');
  const { written, refused } = await writeOut(folder, [web]);
  assert.deepEqual([written.map(({ how }) => how), refused], [['written'], []]);
  assert.equal(readFileSync(join(folder, 'etc/web.service'), 'utf8'), text);
  assert.deepEqual(readdirSync(join(folder, 'etc')).sort(), [...left, 'web.service'].sort());
  for (const name of left) assert.equal(readFileSync(join(folder, 'etc', name), 'utf8'), 'half');
});

test('where no name is free it is said, and nothing is left', async () => {
  const folder = scratch();
  for (let i = 0; i < 100; i++)
    writeFileSync(join(folder, 'etc', `.daemonsync-${process.pid}${i ? `-${i}` : ''}.tmp`), '');
  const { written, refused } = await writeOut(folder, [web]);
  assert.deepEqual([written, refused.length, refused[0]?.conflict], [[], 1, false]);
  assert.equal(readdirSync(join(folder, 'etc')).length, 100);
});
