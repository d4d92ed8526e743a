import { type Ending, type TargetOutcome, targetResult } from '../../../../core/commands/report/outcome.ts';
import { OperationError } from '../../../../core/errors.ts';
import { createTranslate } from '../../../../core/i18n/index.ts';
import { buildApp } from '../../../support/build.ts';

const en = createTranslate('en');
const fr = createTranslate('fr');
const formation = { web: { amount: 1, size: 'S' }, worker: { amount: 1, size: 'S' }, clock: { amount: 0 } };

function target(outcome: Ending, extras: Partial<TargetOutcome> = {}): TargetOutcome {
  return { app: buildApp(), before: 'asleep', after: 'running', durationMs: 8_040, outcome, ...extras };
}

describe('the result of one target', () => {
  it.each<[Ending, string, string]>([
    [
      { kind: 'woken', source: 'snapshot', formation },
      'woke in 8 s with web:1:S worker:1:S',
      'réveillée en 8 s avec web:1:S worker:1:S',
    ],
    [
      { kind: 'woken', source: 'assumed', formation: { web: { amount: 1 } } },
      'woke in 8 s; nothing recorded: web:1 was assumed',
      'réveillée en 8 s ; rien d’enregistré : web:1 par défaut',
    ],
    [
      { kind: 'woken', source: 'history', formation: { web: { amount: 2 } } },
      'woke in 8 s with web:2, found in the provider’s history',
      'réveillée en 8 s avec web:2, d’après l’historique du fournisseur',
    ],
    [{ kind: 'already_awake' }, 'was already awake', 'était déjà éveillée'],
    [
      { kind: 'deployed' },
      'was being deployed, and answers after 8 s',
      'était en cours de déploiement, et répond au bout de 8 s',
    ],
    [
      { kind: 'slept', formation },
      'fell asleep in 8 s; web:1:S worker:1:S will come back',
      'endormie en 8 s ; web:1:S worker:1:S reviendra au réveil',
    ],
    [{ kind: 'already_asleep' }, 'was already asleep', 'dormait déjà'],
  ])('%j', (outcome, english, french) => {
    expect(targetResult(target(outcome), en).reason).toBe(english);
    expect(targetResult(target(outcome), fr).reason).toBe(french);
  });

  it('carries facts for programs', () => {
    expect(targetResult(target({ kind: 'woken', source: 'assumed', formation: { web: { amount: 1 } } }), en)).toEqual({
      ref: 'scalingo/osc-fr1/shop-pr42',
      name: 'shop-pr42',
      before: 'asleep',
      after: 'running',
      changed: true,
      seconds: 8,
      reason: 'woke in 8 s; nothing recorded: web:1 was assumed',
      url: 'https://shop-pr42.example.test',
      formation: { web: { amount: 1 } },
      assumed: true,
    });
  });

  it('names who asked first and until when it stays awake', () => {
    const result = targetResult(
      target(
        { kind: 'already_awake' },
        { joined: { actor: 'slack:U1' }, keep: { until: '2026-11-22T17:30:00.000Z', text: '18:30' } },
      ),
      en,
    );

    expect(result.reason).toBe('was already awake (asked first by U1); kept awake until 18:30');
    expect(result.keepUntil).toBe('2026-11-22T17:30:00.000Z');
  });

  it('says of a failure what happened and what to do', () => {
    const error = new OperationError('wake_timeout', 'late', { context: { app: 'shop-pr42' } });

    const result = targetResult(target({ kind: 'failed', error }, { after: 'waking' }), en);

    expect(result.changed).toBe(false);
    expect(result.reason).toBe('shop-pr42 did not answer in time; it may still be starting.');
    expect(result.error?.code).toBe('wake_timeout');
  });
});
