import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import * as z from 'zod';
import { builderJson, builderUrl, previewPage } from '../../../../bot/slack/preview/page.ts';
import { ana, ben, samplesOf } from '../../../../bot/slack/preview/samples.ts';
import { previewStates } from '../../../../bot/slack/preview/states.ts';
import { mentionFaults, messageFaults, viewFaults } from '../../../support/slack-blocks.ts';

const [en, fr] = await Promise.all([previewStates('en'), previewStates('fr')]);
const html = previewPage([
  { reading: samplesOf('en'), states: en },
  { reading: samplesOf('fr'), states: fr },
]);

/** What a person would see, looked up in the page itself. */
const seenSchema = z.object({
  overflow: z.number(),
  hidden: z.array(z.string()),
  wide: z.array(z.string()),
  faint: z.array(z.string()),
  text: z.string(),
});

/** Runs in the browser. Contrast by WCAG 2.2, https://www.w3.org/TR/WCAG22/#contrast-minimum */
const look = `(() => {
  const rgb = (css) => (css.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const [r, g, b, a = 1] = rgb(getComputedStyle(at).backgroundColor);
      if (a > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest('style, title') || element.matches('.emoji')) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgb(element.closest('svg') ? style.fill : style.color)), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) faint.add(element.tagName + '.' + element.className + ' ' + contrast.toFixed(2));
  }
  const seen = [...document.querySelectorAll('.seen')];
  const name = (each) => each.closest('.state').id + ' ' + each.lang;
  return {
    overflow: document.documentElement.scrollWidth - innerWidth,
    hidden: seen.filter((each) => !each.checkVisibility() || each.clientHeight < 40).map(name),
    wide: seen.filter((each) => each.scrollWidth > each.clientWidth + 1).map(name),
    faint: [...faint],
    text: seen.map((each) => each.innerText).join('\\n'),
  };
})()`;

let browser: Browser;
/** The only one: this browser is one process, and ends with its first page. */
let page: Page;

beforeAll(async () => {
  // Only where it believes to be in AWS does it unpack the libraries that a bare machine lacks.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x';
  const [{ default: chromium }, { chromium: playwright }] = await Promise.all([
    import('@sparticuz/chromium'),
    import('playwright-core'),
  ]);
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...chromium.args],
    headless: true,
  });
  page = await browser.newPage();
  await page.setContent(html);
});

afterAll(() => browser?.close());

describe('everything there is to see in Slack', () => {
  it('is there in both languages, each state once', () => {
    const ids = en.map(({ id }) => id);

    expect(fr.map(({ id }) => id)).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(40);
  });

  it.each([
    ['English', en],
    ['French', fr],
  ])('keeps Slack’s limits and mentions nobody by accident, in %s', (_, states) => {
    const faults = states.flatMap(({ id, content }) => {
      const found = 'text' in content ? messageFaults(content.blocks) : viewFaults(content);
      return [...found, ...mentionFaults(content, [ana, ben])].map((fault) => `${id}: ${fault}`);
    });

    expect(faults).toEqual([]);
  });

  it('is drawn by every function that draws a card, a form or a Home', () => {
    const folder = resolve(import.meta.dirname, '../../../../bot/slack');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
    const drawn = files
      .filter(({ path }) => path.startsWith('preview/') || path === 'cards/report.ts')
      .map(({ text }) => text)
      .join('\n');

    const renderers = files.flatMap(({ path, text }) =>
      Array.from(
        text.matchAll(/^export function (\w+)\([^;]*?\): (?:Card|types\.ModalView|types\.HomeView) \{/gm),
        ([, name = '']) => ({ path, name, uses: text.split(`${name}(`).length - 1 }),
      ),
    );
    expect(renderers.length).toBeGreaterThan(25);
    // One that others of its own file are made of is drawn with them.
    expect(renderers.filter(({ name, uses }) => !drawn.includes(`${name}(`) && uses < 2)).toEqual([]);
  });

  it('says something else in each language', () => {
    const same = en.filter(({ content }, at) => JSON.stringify(content) === JSON.stringify(fr[at]?.content));

    expect(same.map(({ id }) => id)).toEqual([]);
  });

  it('holds no markup where Slack reads none', () => {
    const texts = [...en, ...fr].flatMap(({ id, content }) =>
      Array.from(
        JSON.stringify(content).matchAll(/"type":"plain_text","text":"((?:[^"\\]|\\.)*)"/g),
        ([, text = '']) => ({
          id,
          text,
        }),
      ),
    );

    expect(texts.length).toBeGreaterThan(300);
    expect(texts.filter(({ text }) => /[`*]|&(?:amp|lt|gt);/.test(text))).toEqual([]);
  });

  it('can be opened in Slack’s own builder', () => {
    const [first] = en;
    if (first === undefined) throw new Error('There is nothing to see');

    const json = decodeURIComponent(builderUrl(first).split('#')[1] ?? '');

    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(builderJson(first.content))));
  });

  it.each([
    [1_280, 'light'],
    [1_280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('is readable %s px wide, in %s', async (width, colorScheme) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });

    const seen = seenSchema.parse(await page.evaluate(look));
    const file = join(await mkdtemp(join(tmpdir(), 'paastis-preview-')), `${width}-${colorScheme}.png`);
    await page.screenshot({ path: file });

    expect(seen.overflow).toBeLessThanOrEqual(0);
    expect(seen.hidden).toEqual([]);
    expect(seen.wide).toEqual([]);
    expect(seen.faint).toEqual([]);
    // Neither a value that was not put in, nor a key without a text, nor a short name of an emoji without its picture.
    expect(seen.text.match(/\{[a-z_A-Z]+\}/g)).toBeNull();
    expect(
      seen.text.match(/(?<![\w/-])(?:slack|modals|home|courtesy|slack_digest|status|phase|decision)\.[a-z_.]+/g),
    ).toBeNull();
    expect(seen.text.match(/(?<![\w:]):[a-z_]{3,}:/g)).toBeNull();
    expect(seen.text.match(/\bundefined\b|\bNaN\b|\[object/g)).toBeNull();
    expect((await stat(file)).size).toBeGreaterThan(10_000);
  });
});
