import { exitCode } from '../../../../core/commands/report/exit-code.ts';
import type { Report, TargetResult } from '../../../../core/commands/report/report.ts';

function operation(...codes: readonly (string | undefined)[]): Report {
  const results = codes.map(
    (code): TargetResult => ({
      ref: 'r',
      name: 'shop',
      before: 'asleep',
      after: 'running',
      changed: true,
      seconds: 1,
      reason: '',
      ...(code === undefined ? {} : { error: { code, message: '', remedy: '' } }),
    }),
  );
  return { kind: 'operation', verb: 'wake', results };
}

const error = (code: string) => ({ code, message: '', remedy: '' });

describe('how a program ends', () => {
  it.each<[string, Report, number]>([
    ['done', operation(undefined, undefined), 0],
    ['all failed', operation('wake_failed', 'wake_timeout'), 1],
    ['partly done', operation(undefined, 'wake_failed'), 3],
    ['all refused', operation('sleep_refused', 'sleep_refused'), 4],
    ['refused and failed', operation('sleep_refused', 'sleep_failed'), 1],
    ['wrong use', { kind: 'error', error: error('command_invalid') }, 2],
    ['not allowed', { kind: 'error', error: error('not_allowed') }, 4],
    ['a question', { kind: 'question', text: '', candidates: [], error: error('app_ambiguous') }, 2],
    ['an empty list', { kind: 'list', apps: [], failed: [] }, 0],
    [
      'no region readable',
      { kind: 'list', apps: [], failed: [{ provider: 'p', region: 'r', error: error('provider_auth') }] },
      1,
    ],
    ['help', { kind: 'help', entries: [], detailed: false }, 0],
  ])('%s', (_, report, expected) => {
    expect(exitCode(report)).toBe(expected);
  });
});
