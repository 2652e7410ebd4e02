// A context → a command found, run, and its exit; or help, or one line about what was wrong with the words.
// Knows no single command: those are in commands/table.ts.
import { type Args, understand } from './arguments.ts';
import type { Context, Session } from './commands/context.ts';
import type { CommandEntry } from './commands/table.ts';
import type { ExitName } from './exit-codes.ts';
import { colored, plain, wantsColor } from './report/color.ts';
import { harmless } from './report/text.ts';

export async function cli(context: Context): Promise<ExitName> {
  const asked = understand(context.argv);
  switch (asked.kind) {
    case 'run':
      return (await asked.command.load()).run(session(context, asked.args));
    case 'help': {
      const { commandHelp, generalHelp } = await import('./commands/help.ts');
      const paint = paints(context, asked.color).stdout;
      context.stdout.write(asked.command ? commandHelp(asked.command, paint) : generalHelp(paint));
      return 'ok';
    }
    case 'version':
      context.stdout.write(`daemonsync ${context.build.version}\n`);
      return 'ok';
    case 'nothing': {
      const { generalHelp } = await import('./commands/help.ts');
      context.stderr.write(generalHelp(paints(context, null).stderr));
      return 'usage';
    }
    case 'wrong':
      return usageError(context, asked.message, asked.command);
  }
}

/** Also for what only the manifest can tell, such as the name of a daemon. */
export function usageError(context: Context, message: string, command: CommandEntry | null): ExitName {
  const help =
    command && !command.hidden && command.name !== 'help' ? `daemonsync ${command.name} --help` : 'daemonsync --help';
  context.stderr.write(`daemonsync: ${harmless(message)}\nsee \`${help}\`\n`);
  return 'usage';
}

export function paints(context: Context, choice: 'auto' | 'always' | 'never' | null): Session['paint'] {
  const one = (out: Context['stdout']) => (wantsColor({ ...context.env, choice, isTTY: out.isTTY }) ? colored : plain);
  return {
    get stdout() {
      return one(context.stdout);
    },
    get stderr() {
      return one(context.stderr);
    },
  };
}

/** Not a copy: getters stay getters, and most runs never ask where they are or what kind of terminal this is. */
function session(context: Context, args: Args): Session {
  return Object.assign(Object.create(context) as Context, { args, paint: paints(context, args.color) });
}
