// Where plists and their wrappers are, and what they are called: for observing/subjects.ts. Judges nothing.

import type { Facts, FoundFile } from '../model.ts';
import { folderOf, nameIn, pathsIn, type SubjectUnit, type Whereabouts } from '../observing/subjects.ts';
import { plistPath } from '../places.ts';
import { ROOTS } from './roots.ts';

export function whereabouts(facts: Facts, namespace: string): Whereabouts {
  const [agents, daemons, kept] = (['agents', 'daemons', 'kept'] as const).map((where) =>
    folderOf(plistPath('x', facts, where)),
  );
  const wrappers = [`${facts.dataDir}/daemonsync/wrappers/${namespace}`, `${ROOTS.wrappers}/${namespace}`];
  return {
    async paths(host) {
      const paths: string[] = [];
      for (const folder of [agents, daemons, kept])
        if (folder !== undefined) paths.push(...(await pathsIn(host, folder, (name) => labelOf(name) !== null)));
      for (const folder of wrappers) paths.push(...(await pathsIn(host, folder, (name) => !name.startsWith('.'))));
      return paths;
    },
    // `<prefix>.<name>.plist`, whatever the prefix was then; a wrapper has the name alone.
    bearsItsName(path, daemon) {
      const name = nameIn(path);
      return name === daemon || name.endsWith(`.${daemon}.plist`);
    },
    unitOf(file) {
      const [id, folder] = [labelOf(nameIn(file.path)), folderOf(file.path)];
      if (id === null) return null;
      const unit = (domain: SubjectUnit['domain']): SubjectUnit => ({ id, role: 'service', domain });
      if (folder === daemons) return unit('system');
      return folder === agents ? unit('gui') : folder === kept ? unit(isOfRoot(file) ? 'system' : 'gui') : null;
    },
  };
}

/** By convention, and of ours always (L65). */
export const labelOf = (name: string): string | null =>
  name.endsWith('.plist') && !name.startsWith('.') ? name.slice(0, -'.plist'.length) : null;

/** What root's launchd would run says as whom; what a login's would run does not. */
const isOfRoot = ({ text }: Pick<FoundFile, 'text'>): boolean => text?.includes('<key>UserName</key>') === true;
