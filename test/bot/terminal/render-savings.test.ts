import { createPaint } from '../../../bot/terminal/paint.ts';
import { renderReport } from '../../../bot/terminal/render.ts';
import { renderChart } from '../../../bot/terminal/render-savings.ts';
import { displayWidth } from '../../../bot/terminal/width.ts';
import type { ChartBar, Language, Report } from '../../../core/index.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import { buildSleep } from '../../support/build-sleeps.ts';
import { makeCommandDeps, makeIdle, makeProvider, runCommand } from '../../support/command-deps.ts';
import { renderOptions } from '../../support/terminal.ts';

const provider = makeProvider({
  describeSize: () => ({ memoryGb: 0.5 }),
  getHealth: async () => ({
    account: { id: 'us-1', name: 'paastis' },
    withoutRight: [{ id: 'a', name: 'shop', detail: 'collaborator' }],
  }),
});

async function answer(line: string, language: Language): Promise<Report> {
  const store = new MemoryStore();
  const names = ['shop-pr42-front', 'a-name-that-is-quite-long-for-a-table'];
  await store.write(names.map((name) => ({ put: 'ledger', record: buildSleep(name) })));
  const idle = makeIdle('blog', '2026-11-20T00:00:00.000Z', { formation: { web: { amount: 1, size: 'M' } } });
  const deps = makeCommandDeps({ store, providers: [provider], watched: [idle] });
  return runCommand(line, deps, { language });
}

const bars: readonly ChartBar[] = [
  { label: 'Mon 23 Nov', value: 10, text: '10 h' },
  { label: 'Tue 24 Nov', value: 5, text: '5 h' },
  { label: 'Wed 25 Nov', value: 0.01, text: '0 h' },
  { label: 'Thu 26 Nov', value: 0, text: '0 h' },
];

function chart(width: number, ascii = false): readonly string[] {
  return renderChart(bars, { ...renderOptions('en', width), ascii, paint: createPaint(false) });
}

describe('the chart of savings', () => {
  it('draws bars in proportion, with the figures beside them', () => {
    expect(chart(40)).toEqual([
      '  Mon 23 Nov  ████████████████████  10 h',
      '  Tue 24 Nov  ██████████            5 h',
      '  Wed 25 Nov  ▏                     0 h',
      '  Thu 26 Nov                        0 h',
    ]);
  });

  it('does with ASCII where the terminal knows nothing else', () => {
    expect(chart(40, true).slice(0, 3)).toEqual([
      '  Mon 23 Nov  ####################  10 h',
      '  Tue 24 Nov  ##########            5 h',
      '  Wed 25 Nov  #                     0 h',
    ]);
  });

  it('leaves the bars out where there is no room for them', () => {
    expect(chart(22)).toEqual(['  Mon 23 Nov  10 h', '  Tue 24 Nov  5 h', '  Wed 25 Nov  0 h', '  Thu 26 Nov  0 h']);
  });
});

describe('the answers about money', () => {
  it.each(
    ['savings', 'savings week', 'digest', 'doctor'].flatMap((line) =>
      (['en', 'fr'] as const).flatMap((language) => [40, 80, 120].map((width) => [line, language, width] as const)),
    ),
  )('of `%s` in %s fit %i columns', async (line, language, width) => {
    const text = renderReport(await answer(line, language), renderOptions(language, width));

    const tooLong = text.split('\n').filter((each) => displayWidth(each) > width);
    expect(tooLong).toEqual([]);
    expect(text).not.toMatch(/\{\w+\}/);
  });

  it('write CSV as it is, a line end after every row', async () => {
    const report = await answer('savings --csv', 'en');

    const text = `${renderReport(report, renderOptions('en', 40))}\n`;

    expect(report.kind === 'savings' && report.csv).toBe(text);
  });

  it('tell the kind of a check by its sign, not only by its colour', async () => {
    const text = renderReport(await answer('doctor', 'en'), renderOptions('en', 80));

    expect(text).toMatch(/^✗ scalingo\/osc-fr1: it may not scale 1 app: shop\.$/m);
    expect(text).toContain('✓ The store can be read and written.');
  });
});
