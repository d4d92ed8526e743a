import { chart } from '../../../bot/slack/cards/chart.ts';
import { type Card, card, section } from '../../../bot/slack/cards/pieces.ts';
import { PlainLayout } from '../../../bot/slack/plain-layout.ts';
import type { SlackAnswer } from '../../../bot/slack/web-calls.ts';
import { silentLog } from '../../../core/log.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const block = chart({ id: 'a', title: 'Hours', categories: ['Mon'], series: [{ name: 'hours', values: [9] }] });
const drawn = card('9 h', [section('9 h'), ...(block === undefined ? [] : [block])]);
const words = card('9 h', [section('9 h')]);
const taken: SlackAnswer<string> = { ok: true, value: 'yes' };
const refused = (error: string): SlackAnswer<string> => ({ ok: false, failure: { kind: 'refused', error } });

function open(answer: (sent: Card) => SlackAnswer<string>) {
  const clock = new FakeClock();
  const layout = new PlainLayout({ clock, log: silentLog });
  const sent: string[] = [];
  const send = (wanted: Card) =>
    layout.send(wanted, async (shown) => {
      sent.push(shown.blocks.map(({ type }) => type).join(' '));
      return answer(shown);
    });
  return { clock, send, sent };
}

const withoutCharts = (sent: Card) =>
  sent.blocks.some(({ type }) => type === 'data_visualization') ? refused('invalid_blocks') : taken;

describe('a workspace that does not know charts yet', () => {
  it('gets them in words, at once and for a day, then again as charts', async () => {
    const { clock, send, sent } = open(withoutCharts);

    const first = await send(drawn);
    await send(drawn);
    await clock.advance(24 * 3_600_000);
    await send(drawn);

    expect(first).toEqual(taken);
    expect(sent).toEqual([
      'section data_visualization',
      'section section',
      'section section',
      'section data_visualization',
      'section section',
    ]);
  });

  it('gets what holds no chart as it is', async () => {
    const { send, sent } = open(withoutCharts);

    await send(words);

    expect(sent).toEqual(['section']);
  });
});

describe('a workspace that knows charts', () => {
  it('gets them, also after a failure of another kind', async () => {
    const { send, sent } = open((_sent) => (sent.length === 1 ? refused('not_in_channel') : taken));

    const first = await send(drawn);
    await send(drawn);

    expect(first).toEqual(refused('not_in_channel'));
    expect(sent).toEqual(['section data_visualization', 'section data_visualization']);
  });
});
