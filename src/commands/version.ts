// The version, for people and for programs. boot.ts answers the plain form without loading this.
import type { Run } from './context.ts';

export const run: Run = async ({ args, stdout, build, node, system }) => {
  const { version } = build;
  stdout.write(
    args.json
      ? `${JSON.stringify({ version: 1, daemonsync: version, build: build.build, node, system }, null, 2)}\n`
      : `daemonsync ${version}\n`,
  );
  return 'ok';
};
