import { ConfigError, type TextKey } from '../../core/index.ts';
import { type Inputs, tokenExample } from '../inputs.ts';
import type { ActionSettings } from '../settings.ts';
import type { Trust } from '../trigger/decide.ts';
import { managesAny } from './rules.ts';

/** No token of a provider reaches the step, or not of each. */
export interface MissingToken {
  /** `skip`: say so, and succeed. */
  readonly verdict: 'skip' | 'fail';
  readonly error: ConfigError;
  /** What to say where nothing is done. */
  readonly notice: Extract<TextKey, `input.no_token.${string}`>;
}

type TokenInputs = Pick<Inputs, 'missingToken' | 'provider' | 'apps'>;

/** Forks and Dependabot get no secrets, and nobody did anything wrong: there, the run succeeds unless told otherwise. */
export function findMissingToken(
  { config, missingVariables }: Pick<ActionSettings, 'config' | 'missingVariables'>,
  inputs: TokenInputs,
  trust: Pick<Trust, 'fork' | 'dependabot'>,
): MissingToken | undefined {
  if (missingVariables.length === 0 && config.providers.length > 0) return undefined;
  const excused = trust.fork || trust.dependabot;
  return {
    verdict: inputs.missingToken ?? (excused ? 'skip' : 'fail'),
    error:
      missingVariables.length > 0
        ? variableError(missingVariables)
        : inputError(inputs, inputs.apps.length > 0 || managesAny(config)),
    notice: noticeOf(trust),
  };
}

function noticeOf({ fork, dependabot }: Pick<Trust, 'fork' | 'dependabot'>): MissingToken['notice'] {
  if (fork) return 'input.no_token.fork';
  return dependabot ? 'input.no_token.dependabot' : 'input.no_token.asked';
}

function inputError({ provider }: TokenInputs, hasApps: boolean): ConfigError {
  const lines = [
    ...(provider === 'scalingo' ? [] : [`provider: ${provider}`]),
    `token: ${tokenExample(provider)}`,
    // What would be asked for next is asked for at once.
    ...(hasApps ? [] : ['apps: shop-pr{pr}']),
  ];
  return new ConfigError('config_invalid', 'No token of a provider reaches this step', {
    context: { reason: 'token_input', paste: ['with:', ...lines.map((line) => `  ${line}`)].join('\n') },
  });
}

function variableError(names: readonly string[]): ConfigError {
  const lines = names.map((name) => `  ${name}: \${{ secrets.${name} }}`);
  return new ConfigError('config_invalid', `Not set: ${names.join(', ')}`, {
    context: { reason: 'token_variable', subject: names.join(', '), paste: ['env:', ...lines].join('\n') },
  });
}
