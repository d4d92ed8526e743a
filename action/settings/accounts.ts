import type { ProviderConfig } from '../../core/config.ts';
import type { Inputs } from '../inputs.ts';
import type { AccountWithoutToken } from './parse.ts';

export interface Accounts {
  readonly providers: readonly ProviderConfig[];
  readonly missingVariables: readonly string[];
}

type AccountInputs = Pick<Inputs, 'provider' | 'region' | 'owner' | 'token'>;

/** One account per region: the file's, with the token of the workflow where its own did not arrive. */
export function accountsOf(
  inputs: AccountInputs,
  own: readonly ProviderConfig[],
  withoutToken: readonly AccountWithoutToken[],
): Accounts {
  const given = inputAccount(inputs);
  const isGiven = ({ type, region }: ProviderConfig) => given?.type === type && given.region === region;
  const filled = withoutToken.filter(({ provider }) => isGiven(provider));
  const missing = withoutToken.filter(({ provider }) => !isGiven(provider)).flatMap(({ variables }) => variables);
  const completed = filled.map(({ provider }): ProviderConfig => ({ ...provider, ...given }));
  const added = given === undefined || own.some(isGiven) || completed.length > 0 ? [] : [given];
  return { providers: [...own, ...completed, ...added], missingVariables: [...new Set(missing)] };
}

function inputAccount({ provider, region, owner, token }: AccountInputs): ProviderConfig | undefined {
  if (token === undefined) return undefined;
  if (provider === 'scalingo') return { type: provider, region: region ?? 'osc-fr1', token };
  const credentials = { kind: 'api_token', token } as const;
  return { type: provider, region: region ?? 'par', credentials, ...(owner !== undefined && { owner }) };
}
