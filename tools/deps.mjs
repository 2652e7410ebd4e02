// Runs `npm ci` if node_modules is not what package-lock.json says, and not otherwise: that is decided by what is in both,
// since times mean nothing after a git checkout. Imports nothing that npm would have to install first.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stale = difference();
if (stale !== null) {
  console.error(`setup: npm ci (${stale})`);
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (error) console.error(`setup: npm: ${error.message}`);
  if (status !== 0) console.error('setup: npm ci failed; it needs the network (or a filled npm cache) once.');
  process.exit(status ?? 1);
}

function difference() {
  const wanted = packages('package-lock.json');
  const have = packages('node_modules/.package-lock.json');
  if (have === null) return 'nothing is installed yet';
  for (const [path, { version, integrity, optional, os, cpu, libc }] of Object.entries(wanted)) {
    if (path === '') continue;
    const there = have[path];
    const forUs = os?.includes(process.platform) && cpu?.includes(process.arch) && !libc;
    if (!there && (!optional || forUs)) return `${path} is missing`;
    if (there && (there.version !== version || there.integrity !== integrity)) return `${path} should be ${version}`;
  }
  return null;
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(`${root}${file}`, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
