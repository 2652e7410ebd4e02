// Stops and uninstalls daemons that are installed, whether or not they are still in the manifest.
import { knownLogs } from '../logs/known-logs.ts';
import { removeLogs } from '../logs/remove-logs.ts';
import type { Problem } from '../model.ts';
import type { Survey } from '../reconcile.ts';
import { takeAim } from './aim.ts';
import { asAsked, atWork } from './at-work.ts';
import type { Run } from './context.ts';
import { endedEarly } from './ended.ts';

export const run: Run = async (session) => {
  const aimed = await takeAim(session, 'remove', { changes: true, anyName: true });
  if ('exit' in aimed) return endedEarly(session, aimed, 'apply');
  const names = new Set(session.args.words);
  const inManifest = aimed.aim.desired.filter(({ name }) => names.has(name)).map(({ name }) => name);
  const aim = { ...aimed.aim, desired: aimed.aim.desired.filter(({ name }) => !names.has(name)) };
  const exit = await atWork(
    session,
    { ...aimed, aim, terms: { ...aimed.terms, guarded: false } },
    {
      what: 'remove',
      rollback: false,
      plan: (found) => unknownAmong(names, found) ?? asAsked(found),
      async afterwards({ memory, plan }, { printed }) {
        const left = new Set(printed.flatMap(({ daemons }) => daemons));
        const found = plan.changes.filter(({ kind }) => kind === 'remove').map(({ name }) => name);
        const { facts, desired } = aimed.aim;
        const known = await knownLogs(aimed.hands, facts, { memory, desired, found, history: false });
        const gone = [...known].filter(([name]) => names.has(name) && !left.has(name));
        return removeLogs(aimed.hands, facts, new Map(gone));
      },
    },
  );
  const them = inManifest.length === 1 ? 'it' : 'them';
  if (exit === 'ok' && inManifest.length > 0 && !session.args.json && !session.args.quiet)
    session.stderr.write(
      `still in the manifest: ${inManifest.join(', ')}; take ${them} out, or the next apply installs ${them} again\n`,
    );
  return exit;
};

function unknownAmong(names: ReadonlySet<string>, { observed, aim }: Survey): Problem | null {
  const installed = new Set(
    observed.daemons.filter(({ files, remembered }) => files.length > 0 || remembered !== null).map(({ name }) => name),
  );
  const name = [...names].find((one) => !installed.has(one));
  if (name === undefined) return null;
  return {
    severity: 'error',
    code: 'not-installed',
    message: `\`${name}\` is not installed by namespace \`${aim.namespace}\``,
    hint: 'see what is: daemonsync status',
  };
}
