import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { systemCode } from './durable-file.ts';

/** What tells one process from any other, also from a later one that got the same pid. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Where pids mean the same: host, boot and pid namespace, since two containers may share a host name. */
  readonly machine: string;
  /** Clock ticks since boot at which the process started; absent where the system does not tell. */
  readonly startTicks?: string;
}

/** Absent where there is no `/proc`, or no such process. */
async function readProc<T>(read: Promise<T>): Promise<T | undefined> {
  return read.catch(() => undefined);
}

/** States of `/proc/<pid>/stat` of a process that is dead and waits for its parent to notice. */
const DEAD_STATES = ['Z', 'X', 'x'];

async function readStat(pid: number): Promise<{ state: string; startTicks: string } | undefined> {
  const text = await readProc(readFile(`/proc/${pid}/stat`, 'utf8'));
  // The second field is the program's name in brackets and may hold spaces and brackets itself; man 5 proc.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields?.[0];
  const startTicks = fields?.[19];
  return state === undefined || startTicks === undefined ? undefined : { state, startTicks };
}

export async function thisProcess(): Promise<ProcessIdentity> {
  const [stat, boot, namespace] = await Promise.all([
    readStat(process.pid),
    readProc(readFile('/proc/sys/kernel/random/boot_id', 'utf8')),
    readProc(readlink('/proc/self/ns/pid')),
  ]);
  const host = hostname();
  return {
    pid: process.pid,
    host,
    machine: [host, boot?.trim() ?? '', namespace ?? ''].join(' '),
    ...(stat === undefined ? {} : { startTicks: stat.startTicks }),
  };
}

/** Does the process still run? Only for one of this machine. */
export async function isRunning({ pid, startTicks }: Pick<ProcessIdentity, 'pid' | 'startTicks'>): Promise<boolean> {
  const stat = await readStat(pid);
  if (stat !== undefined && startTicks !== undefined) {
    return stat.startTicks === startTicks && !DEAD_STATES.includes(stat.state);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs and belongs to somebody else.
    return systemCode(error) === 'EPERM';
  }
}
