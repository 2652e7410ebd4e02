// What a process was started with, as Linux's kernel keeps it.
import { readFileSync } from 'node:fs';

const entries = (pid: number, file: 'cmdline' | 'environ'): readonly string[] =>
  readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0').slice(0, -1);

export const fromProc = {
  words: (pid: number): readonly string[] => entries(pid, 'cmdline'),
  variable: (_name: string, pid: number, key: string): string | null =>
    entries(pid, 'environ')
      .find((one) => one.startsWith(`${key}=`))
      ?.slice(key.length + 1) ?? null,
};
