import { chainOf, stepReport } from '../../../../core/commands/report/chain-text.ts';
import { createTranslate } from '../../../../core/i18n/index.ts';
import type { Step } from '../../../../core/policy/explain.ts';

const translate = createTranslate('en');
const reader = { translate, timezone: 'Europe/Paris', now: new Date('2026-11-22T09:00:00Z') };

const texts = (...steps: readonly Step[]) =>
  chainOf(
    steps.map((step) => stepReport(step, reader)),
    translate,
  ).map(({ text }) => text);

const passes = (check: string, detail?: Step['detail']): Step => ({
  check,
  verdict: 'passes',
  ...(detail && { detail }),
});

describe('the chain of checks', () => {
  it('puts checks that have nothing to tell in one line, and keeps their order', () => {
    const chain = texts(
      passes('protection'),
      passes('operation'),
      passes('state', { status: 'running' }),
      passes('keep'),
    );

    expect(chain).toEqual([
      'protection, operation of ours: nothing against it',
      'state: nothing against it (running)',
      'kept by somebody: nothing against it',
    ]);
  });

  it('tells instants in the zone of the reader and durations with their unit', () => {
    const detail = { signal: 'request', at: '2026-11-22T08:00:00.000Z', idleAfterMs: 1_800_000, doubled: 'true' };

    expect(texts(passes('silence', detail))).toEqual([
      'last use: nothing against it (request, at 09:00, limit 30 min, doubled, woken too often)',
    ]);
  });

  it('tells hours as open or closed, and when they change', () => {
    const detail = { hours: 'Mon-Fri 08:00-19:00', open: 'false', changesAt: '2026-11-23T07:00:00.000Z' };

    expect(texts(passes('hours', detail))).toEqual([
      'hours: nothing against it (Mon-Fri 08:00-19:00, closed, changes 23 Nov 08:00)',
    ]);
  });

  it('names people without the door they came through', () => {
    const detail = { actor: 'terminal:ana', until: '2026-11-22T10:00:00.000Z' };
    const step: Step = { check: 'keep', verdict: 'decides', reason: 'kept', detail };

    expect(texts(step)).toEqual(['kept by somebody: decides (somebody keeps it awake, by ana, until 11:00)']);
  });

  it('puts all that was not reached in one line', () => {
    const skipped = ['group', 'proof'].map((check): Step => ({ check, verdict: 'skipped' }));

    expect(texts(...skipped)).toEqual(['group, proof of silence: not reached']);
  });

  it('shows a check and a fact that it has no words for as they are', () => {
    expect(texts(passes('novelty', { colour: 'blue' }))).toEqual(['novelty: nothing against it (blue)']);
  });
});
