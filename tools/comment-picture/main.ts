/**
 * `node tools/comment-picture/main.ts`: draws `docs/images/comment.png` anew, what the one comment of the Action looks
 * like. The text is what the Action writes; the page around it is near to GitHub's.
 */
import { resolve } from 'node:path';
import type { CommentState } from '../../action/comment/state.ts';
import { viewComment } from '../../action/comment/view.ts';
import { createTranslate } from '../../core/i18n/index.ts';
import { commentPage } from './page.ts';

const at = '2026-11-23T13:42:00Z';

const app = (name: string, rest: Omit<CommentState['apps'][number], 'ref' | 'name' | 'since' | 'url'>) => ({
  ref: `scalingo/osc-fr1/${name}`,
  name,
  since: at,
  url: `https://${name}.osc-fr1.scalingo.io`,
  ...rest,
});

const state: CommentState = {
  v: 1,
  apps: [
    app('shop-pr42-front', {
      status: 'running',
      reason: 'woke in 12 s with web:1:S, found in the provider’s history',
      pricePerHour: 0.01,
    }),
    app('shop-pr42-back', {
      status: 'running',
      reason: 'woke in 19 s with web:1:M worker:1:S, found in the provider’s history',
      pricePerHour: 0.03,
    }),
    app('shop-pr42-docs', { status: 'asleep', reason: 'fell asleep in 2 s', pricePerHour: 0.01 }),
  ],
  keeps: [
    {
      key: 'shop-pr42-back',
      ref: 'scalingo/osc-fr1/shop-pr42-back',
      until: '2026-11-23T17:40:00Z',
      actor: 'github:ada',
      at,
    },
  ],
  deployments: [],
  borrowed: [],
  answer: {
    line: 'keep shop-pr42-back --for 4h',
    login: 'ada',
    at: '2026-11-23T13:40:00Z',
    text: '`shop-pr42-back`: is kept awake until 18:40',
  },
};

const body = viewComment(state, {
  translate: createTranslate('en'),
  timezone: 'Europe/Paris',
  now: new Date(at),
  runUrl: 'https://github.com/acme/shop/actions/runs/1700000000',
  idleAfterMs: 2 * 3_600_000,
});

const [{ chromium }, { default: bundled }] = await Promise.all([
  import('playwright-core'),
  import('@sparticuz/chromium'),
]);
const browser = await chromium.launch({ args: bundled.args, executablePath: await bundled.executablePath() });
const page = await browser.newPage({ viewport: { width: 860, height: 400 }, deviceScaleFactor: 1.5 });
await page.setContent(commentPage(body));
await page.locator('.comment').screenshot({ path: resolve(import.meta.dirname, '../../docs/images/comment.png') });
await browser.close();
