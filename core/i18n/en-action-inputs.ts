import type { Text } from './text.ts';

/** English sentences of the GitHub Action: inputs and settings. */
export const enActionInputs = {
  'input.given': 'Input `{input}` is “{given}”: {fault}.',
  'input.unfit': 'Input `{input}`: {fault}.',
  'input.fault.command_lines': 'expected one command on one line',
  'input.fault.config_path': 'expected the path of a file below the root of the repository',
  'input.fault.owner_provider': 'only Clever Cloud has owners, and the provider is another one',
  'input.fault.secret_name': `expected the secret itself, which a workflow writes as \${{ secrets.NAME }}`,
  'input.fault.target_long': 'too long to be the name of an app',
  'input.fault.target_control': 'holds characters that cannot be seen',
  'input.fault.target_dash': 'write one app per line, without a dash before it',
  'input.fault.target_blank': 'write one app per line; a blank in a name is written as ?',
  'input.fault.target_quote': 'names are written without quotes and angle brackets',
  'input.fault.target_number': 'expected a pull request such as #42, or a comment with a blank after the #',
  'input.fault.target_comma': 'write one app per line, without commas',
  'input.fault.target_capture': 'between braces only {pr}, the number of the pull request, and {branch} are known',
  'input.fault.target_pattern': 'this is no pattern that can be read',

  'error.config_invalid.inputs.message': {
    one: 'The step cannot use an input: {faults}',
    other: 'The step cannot use {count} of its inputs:{faults}',
  },
  'error.config_invalid.inputs.remedy': 'Nothing was changed. Write in the workflow:\n{paste}',
  'error.config_invalid.no_runner.message':
    'No runner of GitHub Actions started this: the environment lacks {subject}.',
  'error.config_invalid.no_runner.remedy': 'Use it as a step of a workflow, or start the `paastis` program instead.',
  'error.config_invalid.event_file.message': 'What GitHub sent with the event cannot be read from {subject}.',
  'error.config_invalid.event_file.remedy':
    'The runner writes this file and names it in GITHUB_EVENT_PATH: no step may change either, and a container needs the folder mounted.',
  'error.config_invalid.token_input.message': 'No API token of a provider reaches this step.',
  'error.config_invalid.token_input.remedy':
    'Keep the token as a secret of the repository or organisation, and pass it on:\n{paste}',
  'error.config_invalid.token_variable.message':
    'The settings take a token from {subject}, and nothing of that name reaches this step.',
  'error.config_invalid.token_variable.remedy':
    'Keep the token as a secret of the repository or organisation, and pass it on, beside `uses`:\n{paste}',
  'error.config_invalid.no_apps.message':
    'There is nothing to act on: `apps` is empty, and no rule of a settings file manages an app.',
  'error.config_invalid.no_apps.remedy': 'Name the apps in the workflow, or in a rule of the settings:\n{paste}',
  'error.config_invalid.no_file.message': 'There is no settings file {subject}.',
  'error.config_invalid.no_file.remedy':
    'Correct the input `config`. Where no step checks the repository out, GitHub is asked for the file, which takes a permission:\n{paste}',
  'error.config_invalid.unreadable.message': 'The settings file {subject} is there and cannot be read.',
  'error.config_invalid.unreadable.remedy':
    'The input `config` has to name a file, and the runner must be allowed to read it.',

  'input.no_token.fork': 'The pull request comes from a fork, which gets no secrets: nothing is done here.',
  'input.no_token.dependabot':
    'Dependabot gets secrets of its own only, and there is no token among them: nothing is done here.',
  'input.no_token.asked':
    'No API token of a provider reaches this step: nothing is done here, as `missing-token: skip` asks.',
} as const satisfies Readonly<Record<string, Text>>;
