import * as fc from 'fast-check';
import { mentionFaults, messageFaults, optionsFaults, viewFaults } from './slack-blocks.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text, verbatim: true });
const section = (text: string, more: object = {}) => ({ type: 'section', text: mrkdwn(text), ...more });
const button = (more: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Wake'), ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const option = (value: string, text = value) => ({ text: plain(text), value });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(String(index)));
const select = (more: object = {}) => ({ type: 'static_select', action_id: 's', options: options(2), ...more });
const input = (element: object) => ({ type: 'input', block_id: 'i', label: plain('App'), element });
const modal = (blocks: object[], more: object = {}) => ({ type: 'modal', title: plain('Wake'), blocks, ...more });
const chart = (more: object = {}, config: object = {}) => ({
  type: 'data_visualization',
  title: 'Hours asleep',
  chart: {
    type: 'bar',
    series: [{ name: 'Scalingo', data: [{ label: 'Mon', value: 1 }] }],
    axis_config: { categories: ['Mon'], ...config },
    ...more,
  },
});
const text = (length: number, character = 'x') => character.repeat(length);

describe('blocks that Slack takes', () => {
  it.each([
    ['a section of 3,000 emoji', [section(text(3_000, '🌙'))]],
    [
      'a button with all its parts',
      [actions(button({ value: text(2_000), url: 'https://a.example', style: 'danger' }))],
    ],
    ['25 buttons in a row', [actions(...Array.from({ length: 25 }, (_, at) => button({ action_id: `a${at}` })))]],
    ['an overflow of five', [section('a', { accessory: { type: 'overflow', action_id: 'o', options: options(5) } })]],
    ['a chart', [chart()]],
    ['a pie', [{ ...chart(), chart: { type: 'pie', segments: [{ label: 'A', value: 1 }] } }]],
    ['fields alone', [{ type: 'section', fields: [mrkdwn('a'), plain('b')] }]],
    [
      'a select with groups',
      [actions({ type: 'static_select', action_id: 's', option_groups: [{ label: plain('g'), options: options(2) }] })],
    ],
    [
      'a data table',
      [
        {
          type: 'data_table',
          caption: 'What ran',
          rows: [[{ type: 'raw_text', text: 'App' }], [{ type: 'raw_text', text: 'shop' }]],
        },
      ],
    ],
  ])('%s', (_name, blocks) => {
    expect(messageFaults(blocks)).toEqual([]);
  });
});

describe('blocks that Slack refuses', () => {
  it.each([
    [
      'a header of 151',
      [{ type: 'header', text: plain(text(151)) }],
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['an empty text', [section('')], 'must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
    ['an unknown block', [{ type: 'banner' }], 'unsupported type [json-pointer:/blocks/0/type]'],
    [
      'an unknown property',
      [{ type: 'divider', color: 'red' }],
      'invalid additional property: color [json-pointer:/blocks/0]',
    ],
    [
      '51 blocks',
      Array.from({ length: 51 }, () => ({ type: 'divider' })),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    ['no block', [], 'no less than 1 items allowed [json-pointer:/blocks]'],
    [
      'a block_id used twice',
      [section('a', { block_id: 'b' }), section('a', { block_id: 'b' })],
      'block_id already exists: b',
    ],
    [
      'an action_id used twice in a block',
      [actions(button(), button())],
      'action_id already exists: a [json-pointer:/blocks/0]',
    ],
    [
      'a button of 76',
      [actions(button({ text: plain(text(76)) }))],
      'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
    ],
    ['a button with mrkdwn', [actions(button({ text: mrkdwn('a') }))], '/blocks/0/elements/0/text/type'],
    ['a value of 2,001', [actions(button({ value: text(2_001) }))], 'must be less than 2001 characters'],
    ['an address that is none', [actions(button({ url: 'app.example' }))], 'must be a valid http or https URL'],
    ['a style of its own', [actions(button({ style: 'default' }))], '/blocks/0/elements/0/style'],
    ['a label of 76', [actions(button({ accessibility_label: text(76) }))], 'must be less than 76 characters'],
    [
      'an overflow of six',
      [actions({ type: 'overflow', action_id: 'o', options: options(6) })],
      'no more than 5 items allowed',
    ],
    ['an option value too long', [actions(select({ options: [option(text(76))] }))], 'must be less than 76 characters'],
    ['101 options', [actions(select({ options: options(101) }))], 'no more than 100 items allowed'],
    ['two options alike', [actions(select({ options: [option('a'), option('a')] }))], 'option values must be unique'],
    [
      'options and groups',
      [actions(select({ option_groups: [{ label: plain('g'), options: options(1) }] }))],
      'either options or option_groups',
    ],
    ['an initial option that is none', [actions(select({ initial_option: option('9') }))], 'initial option must match'],
    [
      'a confirmation of 101',
      [
        actions(
          button({ confirm: { title: plain(text(101)), text: plain('a'), confirm: plain('a'), deny: plain('a') } }),
        ),
      ],
      'must be less than 101 characters',
    ],
    ['a text field in a row', [actions({ type: 'plain_text_input', action_id: 'p' })], 'unsupported type'],
    ['an alert', [{ type: 'alert', text: plain('a') }], 'unsupported type'],
    ['a section of nothing', [{ type: 'section' }], 'missing required field: text'],
    ['three charts', [chart(), chart(), chart()], 'no more than 2 data_visualization blocks allowed'],
    ['a chart with a long title', [{ ...chart(), title: text(51) }], 'must be less than 51 characters'],
    ['a chart with a gap', [chart({}, { categories: ['Mon', 'Tue'] })], 'one value per category'],
    [
      'a chart with two series alike',
      [chart({ series: [0, 1].map(() => ({ name: 'A', data: [{ label: 'Mon', value: 1 }] })) })],
      'series names must be unique',
    ],
    [
      'a pie with nothing',
      [{ ...chart(), chart: { type: 'pie', segments: [{ label: 'A', value: 0 }] } }],
      'must be more than 0',
    ],
    [
      'two tables',
      [1, 2].map(() => ({ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] })),
      'only_one_table_allowed',
    ],
  ])('%s', (_name, blocks, words) => {
    expect(messageFaults(blocks).join('\n')).toContain(words);
  });

  it('whatever comes, without failing itself', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        expect(Array.isArray(messageFaults(anything))).toBe(true);
        expect(Array.isArray(viewFaults(anything))).toBe(true);
        expect(Array.isArray(mentionFaults(anything))).toBe(true);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe('a form', () => {
  it('is taken with an input, a way to send it, and an alert', () => {
    const blocks = [input(select()), { type: 'alert', text: plain('Look'), level: 'warning' }];

    expect(viewFaults(modal(blocks, { submit: plain('Wake') }))).toEqual([]);
  });

  it.each([
    ['an input and no way to send it', modal([input(select())]), 'missing required field: submit [json-pointer:/view]'],
    [
      'a title of 25',
      modal([section('a')], { title: plain(text(25)) }),
      'must be less than 25 characters [json-pointer:/view/title/text]',
    ],
    ['no title', { type: 'modal', blocks: [section('a')] }, '/view/title'],
    [
      'metadata of 3,001',
      modal([section('a')], { private_metadata: text(3_001) }),
      'must be less than 3001 characters',
    ],
    ['101 blocks', modal(Array.from({ length: 101 }, () => section('a'))), 'no more than 100 items allowed'],
    ['a chart', modal([chart()]), 'unsupported type [json-pointer:/view/blocks/0/type]'],
    [
      'more than 250 kB',
      modal(Array.from({ length: 100 }, () => section(text(3_000)))),
      'must be less than 250001 bytes',
    ],
    [
      'two elements that want the focus',
      modal([actions(select({ focus_on_load: true }), select({ action_id: 't', focus_on_load: true }))]),
      'only one element can have focus_on_load',
    ],
  ])('is refused with %s', (_name, view, words) => {
    expect(viewFaults(view).join('\n')).toContain(words);
  });
});

describe('a Home', () => {
  it('has no title, and tables but no charts', () => {
    const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] };

    expect(viewFaults({ type: 'home', blocks: [section('a'), table] })).toEqual([]);
    expect(viewFaults({ type: 'home', title: plain('a'), blocks: [section('a')] })).toHaveLength(1);
    expect(viewFaults({ type: 'home', blocks: [chart()] })).toHaveLength(1);
  });
});

describe('the answer to a searching select', () => {
  it('has options or groups, or nothing to choose from', () => {
    expect(optionsFaults({ options: options(100) })).toEqual([]);
    expect(optionsFaults({ option_groups: [{ label: plain('g'), options: options(2) }] })).toEqual([]);
    expect(optionsFaults({ options: [] })).toEqual([]);
    expect(optionsFaults({ options: options(101) })).not.toEqual([]);
    expect(optionsFaults({})).not.toEqual([]);
  });
});

describe('mentions', () => {
  it.each(['<!channel>', '<!here>', '<!everyone>', '<!subteam^S1>', '<@U1>', '<#C1|dev>', '<!chan', 'a <b'])(
    'are found unless they are meant: %s',
    (words) => {
      expect(mentionFaults({ text: 'a', blocks: [section(words)] })).toHaveLength(1);
      expect(mentionFaults({ text: words })).toHaveLength(1);
    },
  );

  it('that are meant, dates and links are no fault, nor is text that is read as it stands', () => {
    const words =
      'by <@U1>, <!date^1795338000^{date_short} {time}|22 Nov 09:00 UTC>, <https://a.example|open> &lt;!here&gt;';

    expect(mentionFaults([section(words), actions(button({ text: plain('<!here>') }))], ['U1'])).toEqual([]);
  });

  it('are found as bare words where Slack would link them', () => {
    expect(mentionFaults([{ type: 'section', text: { type: 'mrkdwn', text: 'hey @here' } }])).toEqual(['@here']);
    expect(mentionFaults([section('hey @here')])).toEqual([]);
  });
});
