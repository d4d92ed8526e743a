import { decide } from '../../../action/trigger/decide.ts';
import { parseEvent } from '../../../action/trigger/event.ts';
import { explain } from '../../../action/trigger/explain.ts';
import { createTranslate } from '../../../core/i18n/index.ts';
import { pullRequestEvent } from '../../support/webhook-payloads.ts';

const auto = { command: 'auto', actor: 'octocat' };

describe('why a run does nothing', () => {
  it('names the event that asks for nothing, in the language of the run', () => {
    const { intent } = decide(parseEvent('push', {}), auto);

    if (intent.kind !== 'nothing') throw new Error(intent.kind);
    expect(explain(intent, createTranslate('en'))).toBe('Nothing to do: push neither wakes nor sleeps an app.');
    expect(explain(intent, createTranslate('fr'))).toBe('Rien à faire : push ne réveille ni n’endort aucune app.');
  });

  it('quotes what others wrote without filling anything in', () => {
    const payload = pullRequestEvent({ action: 'labeled', label: '{subject} $& `x`' });

    const { intent } = decide(parseEvent('pull_request', payload), auto);

    if (intent.kind !== 'nothing') throw new Error(intent.kind);
    expect(explain(intent, createTranslate('en'))).toContain('“{subject} $& `x`”');
  });

  it('says what to change where it was refused', () => {
    expect(explain({ kind: 'refused', reason: 'fork_code' }, createTranslate('en'))).toMatch(/remove the checkout/);
  });
});
