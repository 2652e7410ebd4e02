// Who may do what with the files in memory: modes and owners, as the kernel goes by them for an ordinary user or root.
// Groups are left out: nobody shares one here.

import { type MemoryFiles, type Node, parent } from './memory-files.ts';

export interface Access {
  /** Through all folders above it. */
  pass(path: string): boolean;
  read(path: string): boolean;
  /** Make, replace or take away what stands there: a matter of the folder it is in. */
  change(path: string): boolean;
}

export function access(files: MemoryFiles, uid: number): Access {
  const bits = (node: Node): number => (node.uid === uid ? node.mode >> 6 : node.mode) & 7;
  const all = (): boolean => true;
  if (uid === 0) return { pass: all, read: all, change: all };
  const pass = (path: string): boolean => {
    for (let at = parent(path); at !== '/'; at = parent(at)) {
      const node = files.at(at);
      if (node !== null && (bits(node) & 1) === 0) return false;
    }
    return true;
  };
  return {
    pass,
    read: (path) => {
      const node = files.at(path);
      return node !== null && (bits(node) & 4) !== 0;
    },
    change: (path) => {
      const folder = files.at(parent(path));
      if (folder === null || !pass(path) || (bits(folder) & 2) === 0) return false;
      const there = files.stand(path);
      const sticky = (folder.mode & 0o1000) !== 0;
      return !sticky || there === null || there.uid === uid || folder.uid === uid;
    },
  };
}
