// A daemon's wrapper → what it will look for when it starts, and would not find now. A missing folder or program ends it at
// once; a launcher's own tool may be anywhere, so that one is only warned about. Looks only.

import { checkWorkingDirectory } from './places.ts';
import { checkProgram, findProgram } from './program.ts';
import { error, type Looking, type Said, warning } from './start.ts';
import { wrapperNeeds } from './wrapper-needs.ts';

/** Where version managers keep Nodes. */
const NODE_HOMES = [
  '.nvm',
  '.fnm',
  '.volta',
  '.local/share/fnm',
  '.local/share/mise',
  'Library/Application Support/fnm',
];

export async function checkWrapper(
  looking: Looking,
  text: string,
  path: string,
  home: string,
): Promise<readonly Said[]> {
  const { folder, program, tool, bare, nodeProject, changesTo } = wrapperNeeds(text);
  const said: Said[] = [];
  if (folder && (await looking.host.look(folder.path))?.kind !== 'directory')
    return [error('launcher', folder.message, `see the launcher in the manifest, or make ${folder.path}`)];
  if (changesTo !== null) said.push(...(await checkWorkingDirectory(looking, changesTo)));
  if (program) said.push(...(await checkProgram(looking, program.path, path)));
  if (tool) {
    const places = tool.places.map((place) => place.replace(/^~/, home));
    if ((await findProgram(looking, tool.name, [path, ...places].join(':'))) === null)
      said.push(
        warning(
          'launcher',
          `its launcher \`${tool.name}\` was not found: on PATH (${path}) or in ${tool.places.join(', ')}`,
          `install it: ${tool.site}`,
        ),
      );
  }
  if (nodeProject !== null) said.push(...(await checkNode(looking, path, home)));
  if (bare !== null) {
    const first = nodeProject === null ? path : `${nodeProject}/node_modules/.bin:${path}`;
    const missing = (await findProgram(looking, bare, first)) === null;
    const hint = nodeProject === null ? 'install it, or set `env: {PATH: …}`' : `npm install --prefix ${nodeProject}`;
    // Which Node's folder is put on PATH too is found at the start.
    const amiss = nodeProject === null ? error : warning;
    if (missing && bare !== 'node' && bare !== 'npm' && bare !== 'npx')
      said.push(amiss('program-not-found', `there is no program \`${bare}\` on its PATH: ${first}`, hint));
  }
  return said;
}

async function checkNode(looking: Looking, path: string, home: string): Promise<readonly Said[]> {
  if ((await findProgram(looking, 'node', path)) !== null) return [];
  for (const place of NODE_HOMES) if ((await looking.host.look(`${home}/${place}`))?.kind === 'directory') return [];
  const message = `its launcher \`node\` was not found: neither on PATH (${path}) nor from nvm, fnm, volta or mise`;
  return [warning('launcher', message, 'install it: https://nodejs.org')];
}
