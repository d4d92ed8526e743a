import type { Report } from '../../../core/index.ts';
import { type Answers, makeFacts, openAnswers } from '../../support/answers.ts';

const KEY = 'scalingo/osc-fr1/id-of-shop-pr42';

function results(report: Report) {
  if (report.kind !== 'operation') throw new Error(`Expected results, got ${JSON.stringify(report)}`);
  return report.results;
}

const keepOf = ({ deps }: Answers) => deps.store.find('snooze', KEY);

describe('keep', () => {
  it('keeps an app awake for two hours unless told otherwise', async () => {
    const answers = openAnswers({ facts: [makeFacts()] });

    const [kept] = results(await answers.run('keep shop-pr42'));

    expect(kept).toMatchObject({ changed: true, keepUntil: '2026-11-22T11:00:00.000Z' });
    expect(kept?.reason).toBe('kept awake until 12:00');
    expect(await keepOf(answers)).toMatchObject({ until: '2026-11-22T11:00:00.000Z', actor: 'terminal:ana' });
    const [event] = await answers.deps.audit.list({ key: KEY });
    expect(event).toMatchObject({ name: 'app_kept', reason: '2026-11-22T11:00:00.000Z' });
  });

  it('takes an end in the time zone of the settings', async () => {
    const answers = openAnswers({ facts: [makeFacts()] });

    const [kept] = results(await answers.run('keep shop-pr42 --until 18:30', { language: 'fr' }));

    expect(kept?.keepUntil).toBe('2026-11-22T17:30:00.000Z');
    expect(kept?.reason).toBe('gardée éveillée jusqu’à 18:30');
  });

  it('wakes nothing, and says how to', async () => {
    const answers = openAnswers({ facts: [makeFacts({ status: 'stopped' }, { status: 'asleep' })] });

    const [kept] = results(await answers.run('keep shop-pr42'));

    expect(kept).toMatchObject({ before: 'asleep', after: 'asleep' });
    expect(kept?.reason).toBe('kept awake until 12:00, once it is awake: `wake shop-pr42` wakes it now');
  });

  it('ends what was kept', async () => {
    const answers = openAnswers({ facts: [makeFacts()] });
    await answers.run('keep shop-pr42');

    const [ended] = results(await answers.run('keep shop-pr42 off'));

    expect(ended).toMatchObject({ changed: true, reason: 'no longer kept awake' });
    expect(await keepOf(answers)).toBeUndefined();
    const history = await answers.run('history shop-pr42');
    expect(history).toMatchObject({
      entries: [{ sentence: 'ana no longer keeps scalingo/osc-fr1/shop-pr42 awake' }, {}],
    });
  });

  it('has nothing to end where nobody keeps the app', async () => {
    const answers = openAnswers({ facts: [makeFacts()] });

    const [ended] = results(await answers.run('keep shop-pr42 off'));

    expect(ended).toMatchObject({ changed: false, reason: 'nobody kept it awake' });
  });

  it('does not cut short what somebody else asked for', async () => {
    const answers = openAnswers({ facts: [makeFacts()] });
    await answers.run('keep shop-pr42 --for 5h', { actor: 'terminal:bob' });

    const [kept] = results(await answers.run('keep shop-pr42 --for 1h'));

    expect(kept).toMatchObject({ changed: false, keepUntil: '2026-11-22T14:00:00.000Z' });
    expect(kept?.reason).toBe('already kept awake until 15:00 by bob');
  });

  it('cuts short what the same person asked for', async () => {
    const answers = openAnswers({ facts: [makeFacts()] });
    await answers.run('keep shop-pr42 --for 5h');

    const [kept] = results(await answers.run('keep shop-pr42 --for 1h'));

    expect(kept).toMatchObject({ changed: true, keepUntil: '2026-11-22T10:00:00.000Z' });
  });

  it('does not count a keep that is over', async () => {
    const answers = openAnswers({ facts: [makeFacts()] });
    await answers.run('keep shop-pr42 --for 1h', { actor: 'terminal:bob' });
    await answers.clock.advance(2 * 3_600_000);

    const [ended] = results(await answers.run('keep shop-pr42 off'));

    expect(ended?.reason).toBe('nobody kept it awake');
  });

  it('takes every app of a glob', async () => {
    const facts = ['shop-pr1', 'shop-pr2', 'other'].map((name) => makeFacts({ name }));

    const kept = results(await openAnswers({ facts }).run('keep shop-pr*'));

    expect(kept.map(({ name }) => name)).toEqual(['shop-pr1', 'shop-pr2']);
  });

  it.each([
    ['keep shop-pr42 --for 31d', 'too far ahead'],
    ['keep shop-pr42 --until 2027-01-01', '2027-01-01 is too far ahead'],
    ['keep shop-pr42 off --for 2h', '`off` ends a keep at once'],
    ['keep off', 'No app is called off'],
    ['keep', 'needs to know which app'],
  ])('refuses %s', async (line, message) => {
    const report = await openAnswers({ facts: [makeFacts()] }).run(line);

    expect(report).toMatchObject({ kind: 'error', error: { message: expect.stringContaining(message) } });
  });
});
