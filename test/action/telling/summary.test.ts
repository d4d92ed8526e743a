import fc from 'fast-check';
import type { RunResult } from '../../../action/result.ts';
import { viewSummary } from '../../../action/telling/summary.ts';
import { createTranslate, type Language } from '../../../core/i18n/index.ts';
import { makeResult } from '../../support/make-result.ts';
import { cellCounts, hostileText, intrusions } from '../../support/markdown-shape.ts';

const now = new Date('2026-11-22T09:00:00.000Z');
const summary = (facts: Partial<RunResult>, language: Language = 'en') =>
  viewSummary(
    { apps: [], status: 'ready', changed: true, seconds: 32, notes: [], ...facts },
    { translate: createTranslate(language), timezone: 'Europe/Paris', now },
  );
const error = { code: 'provider_auth', message: 'scalingo/osc-fr1: the token is refused.', remedy: 'Make a new one.' };

describe('the summary of a run', () => {
  it('has a row per app, what all of it costs, and what else is to be said', () => {
    const apps = [makeResult('web'), makeResult('api', { before: 'running', after: 'asleep', reason: 'fell asleep' })];

    expect(summary({ apps, notes: ['GitHub started this run 42 min late.'] }).split('\n')).toEqual([
      '## Paastis: 2 apps, 1 awake, 1 asleep',
      '',
      '| app | before | after | took | costs awake | what happened |',
      '| --- | --- | --- | --- | --- | --- |',
      '| [web](https://web.example.test/) | ○ asleep | ● running | 32 s | 0.40\u00a0€/day | woke in 32 s with web: 1:M |',
      '| api | ● running | ○ asleep | 32 s | 0.40\u00a0€/day | fell asleep |',
      '',
      'What is awake costs 0.40\u00a0€/day, all of them together 0.80\u00a0€/day.',
      '',
      '- GitHub started this run 42 min late.',
      '',
    ]);
  });

  it('says what a dry run would have done, and until when an app is kept', () => {
    const apps = [
      makeResult('web', { after: 'asleep', would: 'wake' }),
      makeResult('api', { keepUntil: '2026-11-22T17:30:00.000Z' }),
    ];

    expect(summary({ apps }, 'fr')).toMatch(
      /○ endormie, serait réveillée[\s\S]*● active, gardée éveillée jusqu’à 18:30/,
    );
  });

  it('says of each failure what to do', () => {
    const markdown = summary({ apps: [makeResult('web', { after: 'unknown', error })], status: 'failed' });

    expect(markdown).toContain('## Paastis: web has a problem\n');
    expect(markdown).toContain('- ✗ **web**: scalingo/osc-fr1: the token is refused. Make a new one.');
  });

  it('says why nothing at all could be done', () => {
    expect(summary({ status: 'failed', error })).toBe(
      '## Paastis: nothing could be done\n\nscalingo/osc-fr1: the token is refused. Make a new one.\n',
    );
  });

  it('is short where nothing was done', () => {
    expect(summary({ status: 'skipped', notes: ['A fork gets no secrets.'] })).toBe(
      '## Paastis: nothing was done\n\n- A fork gets no secrets.\n',
    );
  });

  it('carries the answer of a reading command', () => {
    expect(summary({ report: { kind: 'list', apps: [], failed: [] } })).toBe(
      '## Paastis: here is the answer\n\nNo app found.\n',
    );
  });

  it.each([300, 3_000])('keeps within what GitHub takes with %i apps', (count) => {
    const long = '@<|'.repeat(500);
    const apps = Array.from({ length: count }, (_, n) =>
      makeResult(`${n}-${long}`, { reason: long, error: { code: 'x', message: long, remedy: long } }),
    );
    const markdown = summary({ apps });

    expect(Buffer.byteLength(markdown)).toBeLessThan(1_048_576);
    expect(markdown).toMatch(/and \d+ more apps/);
  });

  it('changes nothing but text whatever apps and providers call themselves', () => {
    fc.assert(
      fc.property(hostileText, hostileText, fc.constantFrom<Language>('en', 'fr'), (name, text, language) => {
        const apps = [
          makeResult(name, { reason: text, url: text }),
          makeResult(name, { error: { code: text, message: text, remedy: text }, url: `https://a.test/${text}` }),
        ];
        const markdown = summary({ apps, notes: [text], error: { code: 'x', message: text, remedy: name } }, language);

        expect(intrusions(markdown)).toEqual([]);
        expect(cellCounts(markdown)).toEqual([6, 6, 6, 6]);
        expect(markdown.match(/^\s*(?:#|```|~~~)/gm)).toEqual(['#']);
      }),
      { numRuns: 150, seed: 42 },
    );
  });
});
