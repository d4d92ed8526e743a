import fc from 'fast-check';
import { boundState, decodeState } from '../../../action/comment/hidden.ts';
import { hasMarker } from '../../../action/comment/marker.ts';
import { mergeState } from '../../../action/comment/merge.ts';
import type { CommentState } from '../../../action/comment/state.ts';
import { type CommentView, viewComment } from '../../../action/comment/view.ts';
import { tickedBoxes } from '../../../action/trigger/boxes.ts';
import { createTranslate, type Language } from '../../../core/i18n/index.ts';
import { appStatuses } from '../../../core/model/status.ts';
import { makeResult } from '../../support/make-result.ts';
import { cellCounts, hostileText, intrusions } from '../../support/markdown-shape.ts';

const now = new Date('2026-11-22T09:00:00.000Z');
const at = now.toISOString();
const viewIn = (language: Language): CommentView => ({
  translate: createTranslate(language),
  timezone: 'Europe/Paris',
  now,
  runUrl: 'https://github.test/acme/shop/actions/runs/1',
  commit: { sha: '0123456789abcdef0123456789abcdef01234567', url: 'https://github.test/acme/shop/commit/0123456' },
  idleAfterMs: 7_200_000,
});
const view = viewIn('en');

/** Without what is hidden and what is folded. */
function glance(state: CommentState, in_: CommentView = view): readonly string[] {
  return viewComment(state, in_)
    .replace(/<details>[\s\S]*?<\/details>/g, '')
    .split('\n')
    .slice(2)
    .filter((line) => line !== '');
}

const many = (count: number) => Array.from({ length: count }, (_, n) => makeResult(`shop-pr42-${n + 100}`));

describe('the comment', () => {
  it('says how one app is, where it is and what it costs', () => {
    const state = mergeState(undefined, { apps: [makeResult('shop-pr42')] }, now);

    expect(glance(state)).toEqual([
      '### Paastis: shop-pr42 is awake',
      '| app | status | since | costs awake | what happened |',
      '| --- | --- | --- | --- | --- |',
      '| [shop-pr42](https://shop-pr42.example.test/) | ● running | 10:00 | 0.40\u00a0€/day | woke in 32 s with web: 1:M |',
      '- [ ] Put shop-pr42 to sleep <!-- paastis:sleep scalingo/osc-fr1/shop-pr42 -->',
    ]);
  });

  it('says it in French', () => {
    const state = mergeState(undefined, { apps: [makeResult('shop-pr42', { after: 'asleep', reason: '' })] }, now);

    expect(glance(state, viewIn('fr'))).toEqual([
      '### Paastis : shop-pr42 est endormie',
      '| app | état | depuis | coûte éveillée |',
      '| --- | --- | --- | --- |',
      '| shop-pr42 | ○ endormie | 10:00 | 0,40\u00a0€/jour |',
      '- [ ] Réveiller shop-pr42 <!-- paastis:wake scalingo/osc-fr1/shop-pr42 -->',
    ]);
  });

  it('counts eleven apps in its heading and folds their boxes', () => {
    const body = viewComment(mergeState(undefined, { apps: many(11) }, now), view);

    expect(body).toContain('### Paastis: 11 apps, all awake\n');
    expect(cellCounts(body)).toHaveLength(13);
    expect(body).toMatch(/<summary>Wake one or put one to sleep<\/summary>\n\n- \[ \] Put shop-pr42-100 to sleep/);
  });

  it('begins with what failed, and says what to do', () => {
    const error = {
      code: 'wake_timeout',
      message: 'web did not answer in time.',
      remedy: '`status web` shows how far it is.',
    };
    const apps = [
      makeResult('api'),
      makeResult('web', { after: 'waking', error }),
      makeResult('job', { after: 'asleep' }),
    ];
    const lines = glance(mergeState(undefined, { apps }, now));

    expect(lines[0]).toBe('### Paastis: 3 apps, 1 with a problem, 1 awake, 1 asleep');
    expect(lines[3]).toMatch(/^\| web \| ✗ waking up \|.*\| {2}\|$/);
    expect(lines[6]).toBe('- ✗ web did not answer in time. `/paastis status web` shows how far it is.');
  });

  it('says why nothing at all could be done', () => {
    const problem = { message: 'The provider refuses the token.', remedy: 'Set the secret SCALINGO_TOKEN.' };

    expect(glance(mergeState(undefined, { apps: [], problem }, now))).toEqual([
      '### Paastis: nothing could be done',
      'The provider refuses the token. Set the secret SCALINGO&#95;TOKEN.',
    ]);
  });

  it('says who keeps an app awake, and calls nobody', () => {
    const ref = 'scalingo/osc-fr1/web';
    const keeps = [{ key: 'k', ref, until: '2026-11-22T17:30:00.000Z', actor: 'github:octocat', at }];
    const answer = { line: '/paastis keep @all', login: 'octocat', at, text: '- ✓ **web** kept' };
    const body = viewComment(mergeState(undefined, { apps: [makeResult('web')], keeps, answer }, now), view);

    expect(body).toContain('| ● running, kept awake until 18:30 by `octocat` |');
    expect(body).toContain('> `octocat` asked <code>/paastis keep &#64;all</code> at 10:00\n>\n> - ✓ **web** kept');
    expect(intrusions(body)).toEqual([]);
  });

  it('folds a long answer, and cuts one that is too long', () => {
    const told = (text: string) =>
      viewComment(mergeState(undefined, { apps: [], answer: { line: 'list', login: 'ana', at, text } }, now), view);

    expect(told('- a line\n'.repeat(100))).toContain('> <summary>The answer</summary>\n>\n> - a line\n');
    expect(told('- a line\n'.repeat(5_000))).toMatch(/> - a line\n>\n> …\n/);
  });

  it('has no boxes where nobody listens to them', () => {
    expect(viewComment(mergeState(undefined, { apps: [makeResult('a')] }, now), { ...view, boxes: false })).not.toMatch(
      /^- \[/m,
    );
  });

  it('names the run, the commit and the time zone', () => {
    const body = viewComment(mergeState(undefined, { apps: [] }, now), view);

    expect(body).toContain('[this run](https://github.test/acme/shop/actions/runs/1) at 10:00');
    expect(body).toContain('Commit [0123456](https://github.test/acme/shop/commit/0123456)');
    expect(body).toContain('`Europe/Paris`');
    expect(body).toContain('after 2 h without requests');
  });

  it.each([1, 11, 51, 200, 900])('keeps within what GitHub takes with %i apps', (count) => {
    const error = { code: 'x', message: '`@'.repeat(900), remedy: '|<'.repeat(900) };
    const apps = many(count).map((app) => ({ ...app, error, url: `https://a.test/${'x'.repeat(900)}` }));
    const answer = { line: 'list', login: 'ana', at, text: `${'&#64;'.repeat(20)}\n`.repeat(90) };
    const plain = viewComment(mergeState(undefined, { apps: many(count), answer }, now), view);
    const hostile = viewComment(mergeState(undefined, { apps, answer }, now), view);

    expect(Math.max(plain.length, hostile.length)).toBeLessThanOrEqual(65_536);
    expect(cellCounts(plain)).toHaveLength(Math.min(50, count) + 2);
    expect(plain.includes('more app')).toBe(count > 50);
    expect(hasMarker(hostile)).toBe(true);
  });

  it('stays one comment whatever apps, people and providers call themselves', () => {
    const told = fc.record(
      {
        name: hostileText,
        status: fc.constantFrom(...appStatuses),
        url: fc.oneof(
          hostileText,
          hostileText.map((text) => `https://a.test/${text}`),
        ),
        reason: hostileText,
        error: fc.record({ message: hostileText, remedy: hostileText }),
      },
      { requiredKeys: ['name', 'status'] },
    );
    fc.assert(
      fc.property(
        fc.array(told, { maxLength: 12 }),
        hostileText,
        hostileText,
        fc.constantFrom<Language>('en', 'fr'),
        (rows, login, line, language) => {
          const apps = rows.map((row, n) => ({ ...row, ref: `scalingo/osc-fr1/${n}${row.name}`, since: at }));
          const keeps = apps.map(({ ref }, n) => ({ key: `k${n}`, ref, until: at, actor: `github:${login}`, at }));
          const answer = { line, login, at, text: 'fine' };
          const state = { v: 1, apps, keeps, deployments: [], borrowed: [], answer } as const;
          const body = viewComment(state, viewIn(language));

          expect(intrusions(body)).toEqual([]);
          expect(body.length).toBeLessThanOrEqual(65_536);
          expect(new Set(cellCounts(body)).size).toBeLessThanOrEqual(1);
          expect(body.match(/^### /gm)).toHaveLength(1);
          expect(body.match(/<!-- paastis -->/g)).toHaveLength(1);
          expect(body.match(/<details>/g)?.length).toBe(body.match(/<\/details>/g)?.length);
          expect(tickedBoxes(body)).toEqual([]);
          expect(decodeState(body)).toEqual(boundState(state));
        },
      ),
      { numRuns: 150, seed: 42 },
    );
  });
});
