import fc from 'fast-check';
import * as z from 'zod';
import type { FormVerb } from '../../../../bot/slack/forms/app-options.ts';
import { optionValue } from '../../../../bot/slack/forms/app-options.ts';
import { commandForm, MOST_CHOSEN, readCommandForm } from '../../../../bot/slack/forms/command-form.ts';
import { composeLine } from '../../../../bot/slack/lines.ts';
import { parse } from '../../../../core/commands/line/parse.ts';
import { createTranslate, type OverviewApp } from '../../../../core/index.ts';
import { overviewApp } from '../../../support/make-overview.ts';

const t = createTranslate('en');
const monday = new Date('2026-11-23T09:00:00.000Z');

const form = (verb: FormVerb, apps: readonly OverviewApp[] = [], now = monday) =>
  commandForm({ metadata: { v: 1, verb }, apps }, { t, timezone: 'Europe/Paris', now });

/** What Slack sends back of a form. */
const sent = (verb: FormVerb, values: readonly string[], end?: string) => ({
  private_metadata: JSON.stringify({ v: 1, verb, channel: 'C0FAKE00001' }),
  values: {
    apps: { 'select.apps': { type: 'multi_external_select', selected_options: values.map((value) => ({ value })) } },
    ...(end === undefined ? {} : { end: { end: { type: 'static_select', selected_option: { value: end } } } }),
  },
});

const line = (verb: FormVerb, values: readonly string[], end?: string, apps: readonly OverviewApp[] = []) => {
  const reading = readCommandForm(sent(verb, values, end), apps, t);
  return reading.kind === 'line' ? reading.line : reading.errors;
};

const selectSchema = z.object({ element: z.object({ options: z.array(z.object({ value: z.string() })) }) });

const ends = (view: ReturnType<typeof form>) =>
  view.blocks.flatMap((block) => selectSchema.safeParse(block).data?.element.options.map(({ value }) => value) ?? []);

describe('the form of a command', () => {
  it('asks for apps, and until when where something is kept awake', () => {
    const blocks = (verb: FormVerb) => form(verb).blocks.map(({ type, block_id = '' }) => `${type} ${block_id}`.trim());

    expect(blocks('wake')).toEqual(['input apps', 'input end']);
    expect(blocks('keep')).toEqual(['input apps', 'input end']);
    expect(blocks('sleep')).toEqual(['input apps', 'context']);
    expect(blocks('status')).toEqual(['input apps']);
  });

  it('leaves out times that have passed and times that are the same', () => {
    expect(ends(form('wake'))).toEqual(['rule', 'for_1h', 'for_2h', 'for_4h', 'tonight', 'tomorrow', 'monday']);
    expect(ends(form('keep', [], new Date('2026-11-23T18:30:00.000Z')))).toEqual([
      'for_1h',
      'for_2h',
      'for_4h',
      'tomorrow',
      'monday',
    ]);
    expect(ends(form('keep', [], new Date('2026-11-22T10:00:00.000Z')))).not.toContain('monday');
  });

  it('is filled with the apps that are known', () => {
    const [block] = form('wake', [overviewApp('shop'), overviewApp('blog')]).blocks;

    expect(block).toMatchObject({
      element: { initial_options: [{ value: 'scalingo/osc-fr1/shop' }, { value: 'scalingo/osc-fr1/blog' }] },
    });
  });
});

describe('a form that is sent', () => {
  const shop = 'scalingo/osc-fr1/shop';

  it.each([
    ['wake', 'rule', `wake ${shop}`],
    ['wake', 'for_4h', `wake ${shop} --for 4h`],
    ['keep', 'tonight', `keep ${shop} --until "today 19:00"`],
    ['keep', 'monday', `keep ${shop} --until "monday 8:00"`],
    ['sleep', undefined, `sleep ${shop}`],
    ['status', 'for_2h', `status ${shop}`],
    ['why', undefined, `why ${shop}`],
  ] as const)('to %s, %s, becomes the line %s', (verb, end, expected) => {
    expect(line(verb, [shop], end)).toBe(expected);
  });

  it('offers only ends that the command language can read', () => {
    const lines = ends(form('wake')).map((end) => readCommandForm(sent('wake', [shop], end), [], t));

    expect(lines).toHaveLength(7);
    for (const reading of lines)
      expect(parse(reading.kind === 'line' ? reading.line : '')).toMatchObject({ name: 'wake', words: [shop] });
  });

  it('keeps names with spaces and quotes in one piece', () => {
    for (const name of ['my app', "it's mine", 'a "b" c', 'x, y']) {
      const words = parse(composeLine('wake', [`clever-cloud/par/${name}`]) ?? '').words;

      expect(words).toEqual([`clever-cloud/par/${name}`]);
    }
  });

  it('finds an app again whose name was too long for an option', () => {
    const long = overviewApp('y'.repeat(150));

    expect(line('wake', [optionValue(long.ref)], 'rule', [long])).toBe(`wake ${long.ref}`);
    expect(line('wake', [optionValue(long.ref)], 'rule')).toEqual({ apps: t('modals.fault.gone') });
  });

  it('is refused at its field while nothing is chosen or too much', () => {
    expect(line('wake', [])).toEqual({ apps: 'Choose at least one app.' });
    const many = Array.from({ length: MOST_CHOSEN }, (_, at) => overviewApp(`${at}-${'z'.repeat(100)}`));
    expect(
      line(
        'wake',
        many.map(({ ref }) => optionValue(ref)),
        'rule',
        many,
      ),
    ).toEqual({ apps: t('modals.fault.too_long') });
  });

  it.each([
    ['of another version', JSON.stringify({ v: 2, verb: 'wake' })],
    ['of an unknown verb', JSON.stringify({ v: 1, verb: 'sweep' })],
    ['without memory', ''],
  ])('%s is refused kindly', (_, private_metadata) => {
    const reading = readCommandForm({ ...sent('wake', [shop]), private_metadata }, [], t);

    expect(reading).toEqual({ kind: 'refused', errors: { apps: t('modals.fault.outdated') } });
  });

  it('never fails, whatever is sent', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (values, private_metadata) => {
        expect(readCommandForm({ private_metadata, values }, [], t).kind).toBe('refused');
        expect(['line', 'refused']).toContain(readCommandForm({ ...sent('wake', ['x']), values }, [], t).kind);
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});
