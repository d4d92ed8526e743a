import fc from 'fast-check';
import { combineStates, mergeState } from '../../../action/comment/merge.ts';
import { makeResult } from '../../support/make-result.ts';

const start = new Date('2026-11-22T09:00:00.000Z');
const later = new Date('2026-11-22T10:00:00.000Z');
const keep = (name: string, until: string) => ({
  key: `${name} ${until}`,
  ref: `scalingo/osc-fr1/${name}`,
  until,
  actor: 'github:ana',
  at: start.toISOString(),
});

describe('what a run tells, put to what was told before', () => {
  it('replaces the rows of its apps and leaves the others, by name', () => {
    const before = mergeState(undefined, { apps: [makeResult('web'), makeResult('api')] }, start);

    const after = mergeState(before, { apps: [makeResult('web', { after: 'asleep', reason: 'fell asleep' })] }, later);

    expect(after.apps.map(({ name, status, since }) => [name, status, since])).toEqual([
      ['api', 'running', start.toISOString()],
      ['web', 'asleep', later.toISOString()],
    ]);
  });

  it('forgets an app that is gone, with all that was told of it', () => {
    const apps = [makeResult('web'), makeResult('api')];
    const keeps = [keep('web', '2026-11-22T12:00:00.000Z')];
    const before = mergeState(undefined, { apps, keeps }, start);

    const after = mergeState(before, { apps: [], gone: ['scalingo/osc-fr1/web'], keeps: [] }, later);

    expect(after.apps.map(({ name }) => name)).toEqual(['api']);
    expect(after.keeps).toEqual([]);
  });

  it('keeps since when and why an app is as it is while nothing happens to it', () => {
    const before = mergeState(undefined, { apps: [makeResult('web')] }, start);

    const again = makeResult('web', { before: 'running', changed: false, seconds: 0, reason: 'was already awake' });
    const after = mergeState(before, { apps: [again] }, later);

    expect(after.apps).toEqual(before.apps);
  });

  it('leaves what another run has found out since, unless that run has a clock that is ahead', () => {
    const slept = makeResult('web', { after: 'asleep', reason: 'fell asleep' });
    const before = mergeState(undefined, { apps: [slept] }, later);
    const woken = { apps: [makeResult('web')], at: start };

    const late = mergeState(before, woken, new Date(later.getTime() + 1_000));
    const ahead = mergeState(before, woken, new Date(later.getTime() - 1_000));

    expect(late.apps).toEqual(before.apps);
    expect(ahead.apps).toMatchObject([{ status: 'running', since: start.toISOString() }]);
  });

  it('counts from the last wake, also where nobody told of the sleep before it', () => {
    const before = mergeState(undefined, { apps: [makeResult('web')] }, start);

    const again = mergeState(before, { apps: [makeResult('web', { changed: true })] }, later);

    expect(again.apps[0]?.since).toBe(later.toISOString());
  });

  it('tells of a failure, and forgets it once it is over', () => {
    const error = { code: 'wake_timeout', message: 'no answer', remedy: 'look' };
    const failed = mergeState(undefined, { apps: [makeResult('web', { after: 'waking', error })] }, start);
    const woken = mergeState(failed, { apps: [makeResult('web')] }, later);

    expect(failed.apps[0]?.error).toEqual({ message: 'no answer', remedy: 'look' });
    expect(woken.apps[0]).toMatchObject({ status: 'running', reason: 'woke in 32 s with web: 1:M' });
    expect(woken.apps[0]).not.toHaveProperty('error');
  });

  it('drops keeps that have ended, and those of its apps that are no more', () => {
    const keeps = [keep('web', '2026-11-22T09:30:00.000Z'), keep('api', '2026-11-22T18:00:00.000Z')];
    const before = mergeState(undefined, { apps: [makeResult('web'), makeResult('api')], keeps }, start);

    const ended = mergeState(before, { apps: [] }, later);
    const off = mergeState(before, { apps: [makeResult('api')], keeps: [] }, start);

    expect(before.keeps).toHaveLength(2);
    expect(ended.keeps.map(({ ref }) => ref)).toEqual(['scalingo/osc-fr1/api']);
    expect(off.keeps.map(({ ref }) => ref)).toEqual(['scalingo/osc-fr1/web']);
  });

  it('leaves deployments and borrowed apps as they were unless told of', () => {
    const ref = 'scalingo/osc-fr1/web';
    const first = { deployments: [{ ref, id: 1, sha: 'a' }], borrowed: [{ ref, run: '9' }] };
    const before = mergeState(undefined, { apps: [makeResult('web')], ...first }, start);

    const silent = mergeState(before, { apps: [makeResult('web')] }, later);
    const over = mergeState(before, { apps: [makeResult('web')], deployments: [], borrowed: [] }, later);

    expect(silent).toMatchObject(first);
    expect(over).toMatchObject({ deployments: [], borrowed: [] });
  });

  it('keeps the last answer until there is another', () => {
    const answer = { line: '/paastis why', login: 'ana', at: start.toISOString(), text: 'because' };
    const before = mergeState(undefined, { apps: [], answer }, start);

    expect(mergeState(before, { apps: [] }, later).answer).toEqual(answer);
    expect(mergeState(before, { apps: [], answer: { ...answer, text: 'new' } }, later).answer?.text).toBe('new');
  });

  it('forgets that nothing could be done as soon as something can', () => {
    const problem = { message: 'The token is refused.', remedy: 'Make a new one.' };
    const before = mergeState(undefined, { apps: [], problem }, start);

    expect(before.problem).toEqual(problem);
    expect(mergeState(before, { apps: [] }, later)).not.toHaveProperty('problem');
  });

  it('changes nothing more when it is told twice, in whatever order', () => {
    const results = fc.array(
      fc.record({ name: fc.constantFrom('a', 'b', 'c'), after: fc.constantFrom('running', 'asleep', 'waking') }),
    );
    fc.assert(
      fc.property(results, results, (first, second) => {
        const apps = (rows: typeof first) => rows.map(({ name, after }) => makeResult(name, { after }));
        const before = mergeState(undefined, { apps: apps(first) }, start);
        const after = mergeState(before, { apps: apps(second) }, later);

        expect(mergeState(after, { apps: apps(second) }, later)).toEqual(after);
        expect(after.apps.map(({ name }) => name)).toEqual(
          [...new Set([...first, ...second].map(({ name }) => name))].sort(),
        );
      }),
      { numRuns: 200, seed: 42 },
    );
  });
});

describe('two comments that become one', () => {
  it('tell what was told later', () => {
    const a = mergeState(undefined, { apps: [makeResult('web', { after: 'waking' }), makeResult('api')] }, start);
    const b = mergeState(undefined, { apps: [makeResult('web'), makeResult('job')] }, later);

    expect(combineStates(a, b)?.apps.map(({ name, status }) => [name, status])).toEqual([
      ['api', 'running'],
      ['job', 'running'],
      ['web', 'running'],
    ]);
    expect(combineStates(b, a)).toEqual(combineStates(a, b));
    expect(combineStates(undefined, b)).toBe(b);
    expect(combineStates(undefined, undefined)).toBeUndefined();
  });
});
