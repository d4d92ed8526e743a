import { helpCommand } from './help.ts';
import { historyCommand } from './history.ts';
import { listCommand } from './list.ts';
import { sleepCommand } from './sleep.ts';
import type { CommandName, CommandSpec } from './spec.ts';
import { statusCommand } from './status.ts';
import { wakeCommand } from './wake.ts';

/** Every command, in the order of `help`. A new one is a file, a line here and a text under `help.<name>`. */
export const commands: Readonly<Record<CommandName, CommandSpec>> = {
  help: helpCommand,
  list: listCommand,
  status: statusCommand,
  wake: wakeCommand,
  sleep: sleepCommand,
  history: historyCommand,
};
