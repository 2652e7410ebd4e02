// Stops and uninstalls all that this namespace owns, and forgets that it ever was.
import { knownLogs } from '../logs/known-logs.ts';
import { removeLogs } from '../logs/remove-logs.ts';
import { cannotRemember, forget } from '../memory/memory-file.ts';
import { namespaceFolder } from '../memory/state-folder.ts';
import { takeAim } from './aim.ts';
import { asAsked, atWork } from './at-work.ts';
import type { Run } from './context.ts';
import { endedEarly } from './ended.ts';

export const run: Run = async (session) => {
  const aimed = await takeAim(session, 'destroy', { changes: true });
  if ('exit' in aimed) return endedEarly(session, aimed, 'apply');
  const { facts, namespace } = aimed.aim;
  const aim = { ...aimed.aim, desired: [] };
  return atWork(
    session,
    { ...aimed, aim, terms: { ...aimed.terms, guarded: false } },
    {
      what: 'destroy',
      rollback: false,
      plan: asAsked,
      async afterwards({ memory, plan }, carried) {
        const left = new Set(carried.printed.flatMap(({ daemons }) => daemons));
        const found = plan.changes.filter(({ kind }) => kind === 'remove').map(({ name }) => name);
        const { desired } = aimed.aim;
        const known = await knownLogs(aimed.hands, facts, { memory, desired, found, history: true });
        const gone = new Map([...known].filter(([name]) => !left.has(name)));
        const problems = await removeLogs(aimed.hands, facts, gone);
        if (left.size > 0) return problems;
        const code = await forget(aimed.hands, facts, namespace);
        return code === null ? problems : [...problems, cannotRemember(namespaceFolder(facts, namespace), code)];
      },
    },
  );
};
