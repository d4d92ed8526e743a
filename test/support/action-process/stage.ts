import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../temporary-folder.ts';
import { actionFolder } from './bundle.ts';
import { giveInputs, readManifest } from './manifest.ts';

/** What the runner knows of the run; each left out has a default. */
export interface RunnerFacts {
  readonly repository?: string;
  readonly sha?: string;
  readonly actor?: string;
  readonly runId?: string;
  readonly runAttempt?: number;
  readonly workflow?: string;
  /** Of the fake GitHub. Left out: an address where nobody answers. */
  readonly apiUrl?: string;
}

export interface ActionStart {
  readonly event: string;
  readonly payload: unknown;
  /** The step's `with:`. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** The step's `env:`; the process gets nothing else but `PATH` and what the runner sets. */
  readonly env?: Readonly<Record<string, string>>;
  readonly runner?: RunnerFacts;
  /** What `${{ github.token }}` is. */
  readonly githubToken?: string;
  /** Files of the checked out repository, by path. */
  readonly workspace?: Readonly<Record<string, string>>;
  /** What an earlier run has saved: then this is the post step. */
  readonly state?: Readonly<Record<string, string>>;
  /** Cancels as the runner does. */
  readonly signal?: AbortSignal;
  /** Another program than the bundle, for tests of the harness itself. */
  readonly program?: string;
}

const COMMAND_FILES = ['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY'] as const;

export type CommandFile = (typeof COMMAND_FILES)[number];

/** Everything the runner prepares before it starts a step. */
export interface Stage {
  readonly program: string;
  readonly workspace: string;
  readonly env: Readonly<Record<string, string>>;
  readonly unexpected: readonly string[];
  readonly read: (file: CommandFile) => Promise<string>;
}

export async function setStage(start: ActionStart): Promise<Stage> {
  const [action, folder] = await Promise.all([actionFolder(), makeFolder()]);
  const manifest = await readManifest(action);
  const { runs } = manifest;
  const workspace = join(folder, 'workspace');
  const fileOf = (name: string) => join(folder, 'runner', name);
  const files = Object.entries(start.workspace ?? {}).map(([name, text]) => [join(workspace, name), text] as const);
  await writeAll([
    ...files,
    [fileOf('event.json'), JSON.stringify(start.payload)],
    ...COMMAND_FILES.map((name) => [fileOf(name), ''] as const),
  ]);
  await mkdir(workspace, { recursive: true });
  const { variables, unexpected } = giveInputs(manifest, start.inputs ?? {}, start.githubToken ?? 'ghs_test');
  const states = Object.entries(start.state ?? {}).map(([name, value]) => [`STATE_${name}`, value]);
  return {
    program: start.program ?? join(action, start.state === undefined ? runs.main : (runs.post ?? runs.main)),
    workspace,
    unexpected,
    read: (name) => readFile(fileOf(name), 'utf8'),
    env: {
      PATH: process.env.PATH ?? '',
      // What one process has compiled the next ones need not: hundreds of them are started.
      NODE_COMPILE_CACHE: join(action, 'compiled'),
      ...runnerVariables(start),
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_PATH: fileOf('event.json'),
      ...Object.fromEntries(COMMAND_FILES.map((name) => [`GITHUB_${name}`, fileOf(name)])),
      ...start.env,
      ...variables,
      ...Object.fromEntries(states),
    },
  };
}

async function writeAll(files: readonly (readonly [path: string, text: string])[]): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
}

function runnerVariables({ event, runner = {} }: ActionStart): Record<string, string> {
  const actor = runner.actor ?? 'octocat';
  return {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: event,
    GITHUB_REPOSITORY: runner.repository ?? 'Codertocat/Hello-World',
    GITHUB_SHA: runner.sha ?? 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e',
    GITHUB_ACTOR: actor,
    GITHUB_TRIGGERING_ACTOR: actor,
    GITHUB_RUN_ID: runner.runId ?? '1700000000',
    GITHUB_RUN_NUMBER: '1',
    GITHUB_RUN_ATTEMPT: String(runner.runAttempt ?? 1),
    GITHUB_WORKFLOW: runner.workflow ?? 'Review apps',
    GITHUB_JOB: 'paastis',
    GITHUB_ACTION: '__paastis_action',
    GITHUB_SERVER_URL: 'https://github.com',
    // Port 9 discards: a test that forgot its fake must not reach the real one.
    GITHUB_API_URL: runner.apiUrl ?? 'http://127.0.0.1:9',
    GITHUB_GRAPHQL_URL: `${runner.apiUrl ?? 'http://127.0.0.1:9'}/graphql`,
    RUNNER_OS: 'Linux',
    RUNNER_ENVIRONMENT: 'github-hosted',
  };
}
