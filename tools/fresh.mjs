// Fails if the committed types in src/generated were not up to date with schema/. They are afterwards, and want to be
// committed. (The validator beside them is made anew by every build and is not committed.)
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generate } from './generate.mjs';

const folder = fileURLToPath(new URL('../src/generated/', import.meta.url));
const before = texts();
await generate();
const after = texts();
const stale = [...after.keys()].filter((name) => before.get(name) !== after.get(name));
if (stale.length > 0) {
  console.error(`src/generated was not up to date with schema/ and has been rewritten; commit it: ${stale.join(', ')}`);
  process.exit(1);
}

function texts() {
  const names = existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.d.ts'))
        .sort()
    : [];
  return new Map(names.map((name) => [name, readFileSync(`${folder}${name}`, 'utf8')]));
}
