import { headlines, historyEntry } from '../../../../core/commands/report/event-text.ts';
import { createTranslate } from '../../../../core/i18n/index.ts';
import { eventNames, type PaastisEvent } from '../../../../core/model/event.ts';

const where = { timezone: 'Europe/Paris', now: new Date('2026-11-22T09:00:00Z') };
const en = { translate: createTranslate('en'), ...where };
const fr = { translate: createTranslate('fr'), ...where };

const event: PaastisEvent = {
  id: 'e',
  name: 'app_woken',
  at: '2026-11-22T09:00:00.000Z',
  app: { key: 'k', ref: 'scalingo/osc-fr1/shop' },
  actor: 'terminal:ana',
  entryPoint: 'terminal',
  correlationId: 'c',
};

describe('the headlines of a history', () => {
  it('leave out the steps of an operation whose end is told, and keep those of one that was cut off', () => {
    const ended = (['app_woken', 'app_ready', 'snapshot_restored'] as const).map((name) => ({ ...event, name }));
    const cutOff = { ...event, name: 'snapshot_saved', correlationId: 'other' } as const;

    expect(headlines([...ended, cutOff]).map(({ name }) => name)).toEqual(['app_woken', 'snapshot_saved']);
  });
});

describe('an event in words', () => {
  it('says who did what, how long it took and why', () => {
    const told = { ...event, durationMs: 8_000, reason: 'forced' };

    expect(historyEntry(told, en).sentence).toBe('ana woke scalingo/osc-fr1/shop in 8 s: forced');
    expect(historyEntry(told, fr).sentence).toBe('ana a réveillé scalingo/osc-fr1/shop en 8 s : forcé');
  });

  it('keeps a reason that is a sentence already', () => {
    expect(historyEntry({ ...event, name: 'wake_failed', reason: 'exit status 1' }, en).sentence).toBe(
      'ana could not wake scalingo/osc-fr1/shop: exit status 1',
    );
  });

  it('tells until when an app is kept awake, in the reader’s zone', () => {
    const kept = { ...event, name: 'app_kept', reason: '2026-11-22T17:30:00.000Z' } as const;

    expect(historyEntry(kept, en).sentence).toBe('ana keeps scalingo/osc-fr1/shop awake until 18:30');
    expect(historyEntry(kept, fr).sentence).toBe('ana garde scalingo/osc-fr1/shop éveillée jusqu’à 18:30');
  });

  it('names rules and our own recovery as what they are', () => {
    const slept = { ...event, name: 'app_slept' } as const;

    expect(historyEntry({ ...slept, actor: 'rule:3' }, en).sentence).toBe('rule 3 put scalingo/osc-fr1/shop to sleep');
    expect(historyEntry({ ...slept, actor: 'recovery' }, fr).sentence).toBe(
      'la reprise au démarrage a endormi scalingo/osc-fr1/shop',
    );
  });

  it.each(eventNames)('%s leaves no placeholder open', (name) => {
    for (const reader of [en, fr]) expect(historyEntry({ ...event, name }, reader).sentence).not.toContain('{');
  });
});
