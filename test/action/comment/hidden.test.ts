import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { boundState, decodeState, encodeState } from '../../../action/comment/hidden.ts';
import { COMMENT_MARKER } from '../../../action/comment/marker.ts';
import type { CommentState } from '../../../action/comment/state.ts';
import { appStatuses } from '../../../core/model/status.ts';
import { anyText } from '../../support/any-text.ts';

const at = '2026-11-22T09:00:00.000Z';
const state: CommentState = {
  v: 1,
  apps: [
    { ref: 'scalingo/osc-fr1/shop', name: 'shop', status: 'running', since: at, url: 'https://a.test', reason: 'woke' },
    { ref: 'scalingo/osc-fr1/api', name: 'api', status: 'waking', since: at, error: { message: 'm', remedy: 'r' } },
  ],
  keeps: [{ key: 'k', ref: 'scalingo/osc-fr1/shop', until: at, actor: 'github:ana', at }],
  deployments: [{ ref: 'scalingo/osc-fr1/shop', id: 7, sha: 'abc' }],
  borrowed: [{ ref: 'scalingo/osc-fr1/shop', run: '1' }],
  answer: { line: '/paastis status', login: 'ana', at, text: '- fine' },
};

const body = (hidden: string) => `${COMMENT_MARKER}\n${hidden}\n\n### title`;

const packed = (value: unknown) => deflateRawSync(JSON.stringify(value)).toString('base64url');

const word = anyText({ maxLength: 300 });
const anyState: fc.Arbitrary<CommentState> = fc.record(
  {
    v: fc.constant(1 as const),
    apps: fc.array(
      fc.record(
        {
          ref: word,
          name: word,
          status: fc.constantFrom(...appStatuses),
          url: word,
          pricePerHour: fc.double(),
          since: fc.oneof(fc.constant(at), word),
          reason: word,
          error: fc.record({ message: word, remedy: word }),
        },
        { requiredKeys: ['ref', 'name', 'status', 'since'] },
      ),
      { maxLength: 300 },
    ),
    keeps: fc.array(fc.record({ key: word, ref: word, until: fc.constant(at), actor: word, at: fc.constant(at) })),
    deployments: fc.array(fc.record({ ref: word, id: fc.nat(), sha: word })),
    borrowed: fc.array(fc.record({ ref: word, run: word })),
    answer: fc.record({ line: word, login: word, at: fc.constant(at), text: fc.string({ maxLength: 20_000 }) }),
    problem: fc.record({ message: word, remedy: word }),
  },
  { requiredKeys: ['v', 'apps', 'keeps', 'deployments', 'borrowed'] },
);

describe('the hidden state of the comment', () => {
  it('is read back as it was written', () => {
    expect(decodeState(body(encodeState(state)))).toEqual(state);
  });

  it('is one unseen line that nothing in it can end', () => {
    expect(encodeState({ ...state, answer: { line: '-->', login: '--', at, text: '<!-- --> \n::error::' } })).toMatch(
      /^<!-- paastis:state [\w-]+ -->$/,
    );
  });

  it('survives an editor that ends lines in another way', () => {
    expect(decodeState(body(encodeState(state)).replaceAll('\n', '\r\n'))).toEqual(state);
  });

  it.each([
    ['no state', 'nothing here'],
    ['no JSON', `<!-- paastis:state ${deflateRawSync('{').toString('base64url')} -->`],
    ['nothing packed', '<!-- paastis:state e30 -->'],
    ['another version', `<!-- paastis:state ${packed({ ...state, v: 2 })} -->`],
    ['another shape', `<!-- paastis:state ${packed({ ...state, apps: [{ ref: 1 }] })} -->`],
    ['an unknown status', `<!-- paastis:state ${packed({ ...state, apps: [{ ...state.apps[0], status: 'x' }] })} -->`],
    ['no instant', `<!-- paastis:state ${packed({ ...state, apps: [{ ...state.apps[0], since: 'x' }] })} -->`],
    ['no object', `<!-- paastis:state ${packed(null)} -->`],
    ['a heap of zeros', `<!-- paastis:state ${packed('0'.repeat(3_000_000))} -->`],
    ['more than we write', `<!-- paastis:state ${'A'.repeat(30_000)} -->`],
  ])('is none where there is %s', (_, hidden) => {
    expect(decodeState(body(hidden))).toBeUndefined();
  });

  it('is read from its own place only, and from our comment only', () => {
    expect(decodeState(encodeState(state))).toBeUndefined();
    expect(decodeState(`hello\n${encodeState(state)}`)).toBeUndefined();
    expect(decodeState(`${COMMENT_MARKER}\n\n${encodeState(state)}`)).toBeUndefined();
  });

  it('never throws on what somebody wrote into it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json()), (text) => {
        decodeState(body(`<!-- paastis:state ${text} -->`));
        decodeState(body(`<!-- paastis:state ${packed(text)} -->`));
        decodeState(text);
      }),
      { numRuns: 300, seed: 42 },
    );
  });

  it('is bounded to what fits and can be read back, whatever it holds', () => {
    fc.assert(
      fc.property(anyState, (any) => {
        const bounded = boundState(any);
        const hidden = encodeState(bounded);

        expect(hidden.length).toBeLessThan(20_100);
        expect(decodeState(body(hidden))).toEqual(bounded);
        expect(boundState(bounded)).toEqual(bounded);
      }),
      { numRuns: 60, seed: 42 },
    );
  });

  it('keeps every row of a big pull request', () => {
    const [first] = state.apps;
    const many = Array.from({ length: 200 }, (_, n) => ({
      ...first,
      ref: `scalingo/osc-fr1/shop-${n}`,
      name: `shop-${n}`,
      status: 'running' as const,
      since: at,
    }));

    expect(boundState({ ...state, apps: many }).apps).toHaveLength(200);
  });
});
