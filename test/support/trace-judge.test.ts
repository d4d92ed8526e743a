import { makeTrace } from './trace.ts';
import { TraceJudge } from './trace-judge.ts';

const MINUTE_MS = 60_000;
const trace = makeTrace({ apps: 16, days: 1, seed: 1 });
const noon = trace.startsAtMs + 12 * 60 * MINUTE_MS;
const review = trace.apps.find(({ pull }) => pull !== undefined)?.name ?? '';
const front = trace.apps.find(({ name }) => name.endsWith('-front'))?.name ?? '';
const back = front.replace('-front', '-back');

function judgeAfter(...notes: readonly Parameters<TraceJudge['note']>[0][]): TraceJudge {
  const judge = new TraceJudge(trace);
  for (const note of notes) judge.note(note);
  return judge;
}

const used = (app: string, atMs = noon) => ({ kind: 'request', by: 'person', count: 1, app, atMs }) as const;

describe('the judge of a trace', () => {
  it('finds a stop within the idle limit after a person, and none after it', () => {
    const judge = judgeAfter(used(review));

    judge.judge({ app: review, atMs: noon + 30 * MINUTE_MS - 1 });
    judge.judge({ app: review, atMs: noon + 30 * MINUTE_MS });

    expect(judge.verdict).toMatchObject({ stops: 2, inUse: [expect.stringContaining(review)] });
  });

  it('lets a monitor pass', () => {
    const judge = judgeAfter({ ...used(review), by: 'monitor' });

    judge.judge({ app: review, atMs: noon + 1_000 });

    expect(judge.verdict.inUse).toEqual([]);
  });

  it('takes the use of an app for the use of what it needs', () => {
    const judge = judgeAfter(used(front));

    judge.judge({ app: back, atMs: noon + MINUTE_MS });

    expect(judge.verdict.inUse).toHaveLength(1);
  });

  it('finds who comes within five seconds after a stop', () => {
    const judge = judgeAfter();

    judge.judge({ app: review, atMs: noon });
    judge.use(review, noon + 5_000);
    judge.use(review, noon + 5_001);

    expect(judge.verdict.inUse).toHaveLength(1);
  });

  it('knows that staging is used up sooner in the evening and a closed pull request at once', () => {
    const evening = trace.startsAtMs + 21 * 60 * MINUTE_MS;
    const judge = judgeAfter(
      { kind: 'close_pull', app: review, atMs: noon },
      used(review, evening),
      used('shop-staging', evening),
    );

    for (const app of [review, 'shop-staging']) judge.judge({ app, atMs: evening + 10 * MINUTE_MS });
    judge.note(used('shop-staging'));
    judge.judge({ app: 'shop-staging', atMs: noon + 59 * MINUTE_MS });

    expect(judge.verdict.inUse).toEqual([expect.stringContaining('shop-staging')]);
  });

  it('finds a stop in a deployment or a one-off, and of what nobody manages', () => {
    const judge = judgeAfter(
      { kind: 'one_off', app: review, atMs: noon, lastsMs: MINUTE_MS },
      { kind: 'deploy', app: 'shop-staging', atMs: noon },
    );

    for (const app of [review, 'shop-staging', 'shop-production']) judge.judge({ app, atMs: noon + 30_000 });
    judge.judge({ app: review, atMs: noon + MINUTE_MS });

    expect(judge.verdict.duringWork).toHaveLength(2);
    expect(judge.verdict.unmanaged).toEqual([expect.stringContaining('shop-production')]);
  });
});
