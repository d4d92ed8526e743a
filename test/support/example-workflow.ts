import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Journey, Step } from './action-journey.ts';
import type { ActionEnding } from './action-process.ts';
import { type Contexts, evaluate, fillIn, isTruthy, type Value } from './expression.ts';
import type { JsonObject } from './webhook-payloads.ts';

const folder = resolve(import.meta.dirname, '../../examples/workflows');

export const exampleNames = readdirSync(folder).map((name) => name.replace(/\.yml$/, ''));

const concurrencySchema = z.object({
  group: z.string(),
  queue: z.literal('max').optional(),
  'cancel-in-progress': z.boolean().optional(),
});

const stepSchema = z.object({
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  if: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()]).transform(String)).default({}),
  env: z.record(z.string(), z.string()).default({}),
});

const jobSchema = z.object({
  if: z.string().optional(),
  'timeout-minutes': z.number(),
  concurrency: concurrencySchema.optional(),
  steps: z.array(stepSchema),
});

const eventSchema = z.union([
  z.null(),
  z.array(z.object({ cron: z.string(), timezone: z.string().optional() })),
  z.looseObject({ types: z.array(z.string()).optional() }),
]);

const workflowSchema = z.object({
  on: z.union([z.string().transform((name) => ({ [name]: null })), z.record(z.string(), eventSchema)]),
  permissions: z.partialRecord(z.enum(['contents', 'pull-requests', 'deployments']), z.enum(['read', 'write'])),
  concurrency: concurrencySchema.optional(),
  jobs: z.record(z.string(), jobSchema),
});

type Workflow = z.infer<typeof workflowSchema>;
type ExampleStep = z.infer<typeof stepSchema>;

/** One of `examples/workflows`; a key that is not read here is a mistake of the example or of this reader. */
export interface Example extends Omit<Workflow, 'jobs'> {
  /** The only one. */
  readonly job: z.infer<typeof jobSchema>;
}

export async function readExample(name: string): Promise<Example> {
  const { jobs, ...workflow } = workflowSchema.parse(parse(await readFile(join(folder, `${name}.yml`), 'utf8')));
  const [job, ...others] = Object.values(jobs);
  if (job === undefined || others.length > 0) throw new Error(`${name} is to have one job`);
  return { ...workflow, job };
}

export interface ExampleRun extends Pick<Step, 'provider' | 'runner'> {
  readonly event: string;
  readonly payload: JsonObject;
  /** What a fork gets: no secrets. */
  readonly withoutSecrets?: boolean;
  /** The `inputs` context, which keeps the types that `workflow_dispatch` declares. */
  readonly inputs?: Readonly<Record<string, Value>>;
  /** What stands in the example and is each reader's own. */
  readonly instead?: Readonly<Record<string, string>>;
}

export interface Ran {
  /** Of the one step that is ours. */
  readonly ending: ActionEnding;
  /** Environment of the `run` steps that ran after it. */
  readonly shells: readonly Readonly<Record<string, string>>[];
  /** The end of the job. */
  readonly post: () => Promise<ActionEnding>;
}

/** Of those that have activities; the others have none to choose from. */
const defaultActivities: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
};

/** Whether GitHub would start a machine for this event. */
export function isStarted(example: Example, run: Pick<ExampleRun, 'event' | 'payload'>): boolean {
  const { event, payload } = run;
  if (!(event in example.on)) return false;
  const settings = example.on[event] ?? {};
  const types = ('types' in settings ? settings.types : undefined) ?? defaultActivities[event];
  if (types !== undefined && !types.some((type) => type === payload.action)) return false;
  return example.job.if === undefined || isTruthy(evaluate(example.job.if, contextsOf(run)));
}

/** Runs a workflow as GitHub would: with the permissions it names and no others. */
export async function runExample(journey: Journey, example: Example, run: ExampleRun): Promise<Ran> {
  if (!isStarted(example, run)) throw new Error(`The workflow does not run on ${run.event}`);
  journey.github.grant(example.permissions);
  const { steps } = example.job;
  const at = steps.findIndex(({ uses }) => uses?.startsWith('paastis/action@'));
  const ours = steps[at];
  if (ours === undefined) throw new Error('The workflow does not use Paastis');
  const contexts = contextsOf(run, journey);
  const step: Step = {
    ...run,
    inputs: { apps: '', ...fillAll(ours.with, contexts), ...run.instead },
    env: fillAll(ours.env, contexts),
  };
  const ending = await journey.run(step);
  const after = { ...contexts, steps: { [ours.id ?? '']: { outputs: ending.outputs } } };
  const shells = steps
    .slice(at + 1)
    .filter((each) => runs(each, after))
    .map(({ env }) => fillAll(env, after));
  return { ending, shells, post: () => journey.run({ ...step, state: ending.state }) };
}

/** The group a run waits in. */
export function groupOf(example: Example, run: Pick<ExampleRun, 'event' | 'payload'>): string | undefined {
  const concurrency = example.concurrency ?? example.job.concurrency;
  return concurrency && fillIn(concurrency.group, contextsOf(run));
}

function runs({ if: condition }: ExampleStep, contexts: Contexts): boolean {
  return condition === undefined || isTruthy(evaluate(condition, contexts));
}

function contextsOf(run: Pick<ExampleRun, 'event' | 'payload' | 'inputs' | 'withoutSecrets'>, journey?: Journey) {
  const { event, payload, inputs = {}, withoutSecrets = false } = run;
  const secrets =
    journey === undefined || withoutSecrets
      ? {}
      : { SCALINGO_API_TOKEN: journey.scalingo.token, CLEVER_API_TOKEN: journey.clever.token };
  return { github: { event_name: event, event: payload }, secrets, inputs } satisfies Contexts;
}

function fillAll(texts: Readonly<Record<string, string>>, contexts: Contexts): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fillIn(text, contexts)]));
}
