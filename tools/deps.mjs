// Makes node_modules what package-lock.json says, if it is not, and does nothing otherwise: that is decided by what is in both,
// since times mean nothing after a git checkout. Imports nothing that npm would have to install first.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = packages('package-lock.json');
const stale = difference(packages('node_modules/.package-lock.json'));
if (stale !== null) {
  const args = [...how(), '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  console.error(`setup: npm ${how().join(' ')} (${stale})`);
  const { status, error } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0)
    console.error(
      `setup: npm failed${error ? `: ${error.message}` : ''}; it needs the network, or a filled npm cache, once.`,
    );
  process.exit(status ?? 1);
}

/** `npm ci` refuses a lock without the binaries of other platforms, and npm leaves out those that its registry does not have. */
function how() {
  const asked = Object.values(wanted).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
  return asked.every((name) => `node_modules/${name}` in wanted) ? ['ci'] : ['install', '--no-save'];
}

function difference(have) {
  if (have === null) return 'nothing is installed yet';
  for (const [path, { version, integrity, optional, os, cpu, libc }] of Object.entries(wanted)) {
    if (path === '') continue;
    const there = have[path];
    const forUs = os?.includes(process.platform) && cpu?.includes(process.arch) && !libc;
    if (!there && (!optional || forUs)) return `${path} is missing`;
    const other = there && (there.version !== version || (integrity && there.integrity !== integrity));
    if (other) return `${path} should be ${version}`;
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
