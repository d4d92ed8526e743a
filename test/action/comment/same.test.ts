import { mergeState } from '../../../action/comment/merge.ts';
import { sameTelling } from '../../../action/comment/same.ts';
import { viewComment } from '../../../action/comment/view.ts';
import { createTranslate } from '../../../core/i18n/index.ts';
import { makeResult } from '../../support/make-result.ts';

const now = new Date('2026-11-22T09:00:00.000Z');
const ref = 'scalingo/osc-fr1/web';
const state = mergeState(undefined, { apps: [makeResult('web')] }, now);
const view = { translate: createTranslate('en'), timezone: 'Europe/Paris', now };
const error = { code: 'x', message: 'provider fails (request 17-ab)', remedy: 'wait 30 s' };
const failed = mergeState(undefined, { apps: [makeResult('web', { error })] }, now);

describe('a comment that would say the same', () => {
  it.each([
    ['it took another time', { apps: [makeResult('web', { seconds: 7, reason: 'woke in 7 s with web: 1:M' })] }],
    ['the price differs by less than a cent', { apps: [makeResult('web', { pricePerHour: 0.01661 })] }],
  ])('is left alone where only %s', (_, told) => {
    expect(sameTelling(state, mergeState(undefined, told, now))).toBe(true);
  });

  it('is left alone where an error carries another number of a request', () => {
    const again = { ...error, message: 'provider fails (request 18-cd)', remedy: 'wait 29 s' };

    expect(sameTelling(failed, mergeState(undefined, { apps: [makeResult('web', { error: again })] }, now))).toBe(true);
  });

  it.each([
    ['a status', mergeState(state, { apps: [makeResult('web', { after: 'asleep' })] }, now)],
    ['an address', mergeState(undefined, { apps: [makeResult('web', { url: 'https://b.test' })] }, now)],
    ['an app', mergeState(state, { apps: [makeResult('api')] }, now)],
    ['what runs', mergeState(undefined, { apps: [makeResult('web', { reason: 'woke in 32 s with web: 2:M' })] }, now)],
    ['an error', failed],
    ['a deployment', mergeState(state, { apps: [], deployments: [{ ref, id: 1, sha: 'a' }] }, now)],
    ['what a job gives back', mergeState(state, { apps: [], borrowed: [{ ref, run: '1' }] }, now)],
    ['a problem', mergeState(state, { apps: [], problem: { message: 'm', remedy: 'r' } }, now)],
    [
      'an answer',
      mergeState(state, { apps: [], answer: { line: 'l', login: 'a', at: now.toISOString(), text: '' } }, now),
    ],
    [
      'a keep',
      mergeState(
        state,
        { apps: [], keeps: [{ key: 'k', ref, until: '2027-01-01T00:00:00.000Z', actor: 'a', at: now.toISOString() }] },
        now,
      ),
    ],
  ])('is edited where %s changed', (_, after) => {
    expect(sameTelling(state, after)).toBe(false);
  });

  it('is known by its body', () => {
    const body = viewComment(state, view);

    expect(sameTelling(body, state)).toBe(true);
    expect(sameTelling(body, failed)).toBe(false);
    expect(sameTelling(body.replace(/<!-- paastis:state .* -->/, ''), state)).toBe(false);
    expect(sameTelling(undefined, state)).toBe(false);
  });

  it('is edited where somebody ticked a box: it has to be emptied again', () => {
    const body = viewComment(state, view);

    expect(sameTelling(body.replace('- [ ]', '- [x]'), state)).toBe(false);
  });
});
