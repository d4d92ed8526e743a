import { findUse } from '../../../core/commands/in-use.ts';
import { commands } from '../../../core/commands/index.ts';
import { createTranslate } from '../../../core/i18n/index.ts';
import type { Facts } from '../../../core/policy/facts.ts';
import { makeFacts, makeReading, openAnswers } from '../../support/answers.ts';

async function use(facts: Partial<Facts>): Promise<string | undefined> {
  const known = makeFacts({}, facts);
  const { deps } = openAnswers({ facts: [known] });
  const requester = { actor: 'terminal:ana', entryPoint: 'terminal' } as const;
  const context = { ...deps, commands, requester, translate: createTranslate('en') };
  return findUse(known.app, context, new AbortController().signal);
}

const asked = (at: string) => makeReading({ lastRequestAt: at });

describe('an app about to be put to sleep by a person', () => {
  it('is in use when somebody asked it for something less than five minutes ago', async () => {
    expect(await use({ reading: asked('2026-11-22T08:55:01.000Z') })).toBe('in_use');
  });

  it('is not in use when that was longer ago', async () => {
    expect(await use({ reading: asked('2026-11-22T08:55:00.000Z') })).toBeUndefined();
  });

  it('is not in use by the requests of our own that its wake ended with', async () => {
    const wokenAt = ['2026-11-22T08:57:00.000Z'];

    expect(await use({ reading: asked('2026-11-22T08:58:00.000Z'), wokenAt })).toBeUndefined();
    expect(await use({ reading: asked('2026-11-22T08:58:01.000Z'), wokenAt })).toBe('in_use');
  });

  it('is not in use as far as is known when its figures cannot be read', async () => {
    const reading = {
      known: false,
      at: '2026-11-22T08:59:59.000Z',
      since: '2026-11-22T05:00:00.000Z',
      reason: 'no_web',
    } as const;

    expect(await use({ reading })).toBeUndefined();
  });
});
