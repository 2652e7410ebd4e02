// Where systemd's unit files and their wrappers are, and what they are called: for observing/subjects.ts. Judges nothing.

import type { Domain, Facts, Role } from '../model.ts';
import { folderOf, nameIn, pathsIn, type Whereabouts } from '../observing/subjects.ts';
import { unitFolder } from '../places.ts';

export function whereabouts(facts: Facts, namespace: string): Whereabouts {
  const unitFolders = [unitFolder(facts, false), unitFolder(facts, true)];
  const wrappers = [`${facts.dataDir}/daemonsync/wrappers/${namespace}`, `/usr/local/libexec/daemonsync/${namespace}`];
  return {
    async paths(host) {
      const paths: string[] = [];
      for (const folder of unitFolders) paths.push(...(await pathsIn(host, folder, (name) => roleOf(name) !== null)));
      for (const folder of wrappers) paths.push(...(await pathsIn(host, folder, (name) => !name.startsWith('.'))));
      return paths;
    },
    bearsItsName(path, daemon) {
      const name = nameIn(path);
      return name === daemon || name.startsWith(`${daemon}.`) || name.startsWith(`${daemon}:`);
    },
    unitOf({ path }) {
      const [role, domain] = [roleOf(path), domainOf(path, facts)];
      return role && domain ? { id: nameIn(path), role, domain } : null;
    },
    // Root's may hold secrets.
    unreadable: (id) => `${unitFolder(facts, true)}/${id}`,
  };
}

export function roleOf(path: string): Role | null {
  const suffix = /\.(service|timer|path|socket)$/.exec(path)?.[1];
  return (suffix as Role | undefined) ?? null;
}

function domainOf(path: string, facts: Facts): Domain | null {
  const folder = folderOf(path);
  if (folder === unitFolder(facts, false)) return 'user';
  return folder === unitFolder(facts, true) ? 'system' : null;
}
