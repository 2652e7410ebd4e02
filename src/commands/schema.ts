// The manifest's JSON schema, as schema/daemons.schema.json has it. The bundle holds it once, as data: so the text is made anew.
import schema from '../../schema/daemons.schema.json' with { type: 'json' };
import type { Run } from './context.ts';

export const run: Run = async ({ stdout }) => {
  stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
  return 'ok';
};
