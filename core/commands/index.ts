import { digestCommand } from './digest.ts';
import { doctorCommand } from './doctor.ts';
import { helpCommand } from './help.ts';
import { historyCommand } from './history.ts';
import { idleCommand } from './idle.ts';
import { keepCommand } from './keep.ts';
import { listCommand } from './list.ts';
import { planCommand } from './plan.ts';
import { savingsCommand } from './savings.ts';
import { sleepCommand } from './sleep.ts';
import type { CommandName, CommandSpec } from './spec.ts';
import { statusCommand } from './status.ts';
import { sweepCommand } from './sweep.ts';
import { wakeCommand } from './wake.ts';
import { whyCommand } from './why.ts';

/** Every command, in the order of `help`. A new one is a file, a line here and a text under `help.<name>`. */
export const commands: Readonly<Record<CommandName, CommandSpec>> = {
  help: helpCommand,
  list: listCommand,
  status: statusCommand,
  wake: wakeCommand,
  sleep: sleepCommand,
  keep: keepCommand,
  idle: idleCommand,
  why: whyCommand,
  plan: planCommand,
  history: historyCommand,
  savings: savingsCommand,
  digest: digestCommand,
  doctor: doctorCommand,
  sweep: sweepCommand,
};
