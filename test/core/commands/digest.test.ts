import { digestMark, lastDigestAt } from '../../../core/commands/digest/mark.ts';
import { renderJson } from '../../../core/commands/report/render-json.ts';
import type { CommandDeps } from '../../../core/commands/spec.ts';
import type { Report } from '../../../core/index.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import { buildEvent } from '../../support/build-records.ts';
import { makeCommandDeps, makeIdle, makeWatched, runCommand } from '../../support/command-deps.ts';

type DigestReport = Extract<Report, { kind: 'digest' }>;

async function digest(deps: CommandDeps, channel?: string): Promise<DigestReport> {
  const report = await runCommand('digest', deps, channel === undefined ? {} : { channel });
  if (report.kind !== 'digest') throw new Error(JSON.stringify(report));
  return report;
}

describe('digest', () => {
  it('has nothing to say of an account where nothing happened, and says so', async () => {
    const report = await digest(makeCommandDeps({ watched: [makeWatched()] }));

    expect(report.digest.empty).toBe(true);
    expect(report.sections).toEqual([]);
    expect(report.lines).toEqual(['Nothing to say since 21 Nov 10:00.']);
  });

  it('tells the last day, or since the last digest of the channel, and of no more than a week', async () => {
    const store = new MemoryStore();
    const deps = makeCommandDeps({ store });
    const sinceOf = async () => (await digest(deps, 'slack:C1')).digest.since;

    const first = await sinceOf();
    await store.write([digestMark('slack:C1', new Date('2026-11-19T09:00:00.000Z'))]);
    const marked = await sinceOf();
    await store.write([digestMark('slack:C1', new Date('2026-10-01T09:00:00.000Z'))]);
    const old = await sinceOf();

    expect(first).toBe('2026-11-21T09:00:00.000Z');
    expect(marked).toBe('2026-11-19T09:00:00.000Z');
    expect(old).toBe('2026-11-15T09:00:00.000Z');
    expect(await lastDigestAt(store, 'slack:C2')).toBeUndefined();
  });

  it('is the same for programs, with nulls for what is not known', async () => {
    const idle = makeIdle('shop', '2026-11-22T05:00:00.000Z', { formation: { web: { amount: 1 } } });

    const report = await digest(makeCommandDeps({ watched: [idle] }));

    expect(renderJson(report)).toMatchObject({
      empty: false,
      would_be: null,
      idle: [{ ref: 'scalingo/osc-fr1/shop', idle_seconds: 14_400, price_per_hour: null, managed: true }],
    });
  });

  it('tells by whom apps were slept and woken, most first', async () => {
    const store = new MemoryStore();
    const app = (name: string) => ({ key: `scalingo/osc-fr1/id-${name}`, ref: `scalingo/osc-fr1/${name}` });
    const at = '2026-11-22T06:00:00.000Z';
    await store.write([
      { append: buildEvent('1', { at, app: app('a'), actor: 'terminal:ana' }) },
      { append: buildEvent('2', { at, app: app('b'), actor: 'rule:3' }) },
      { append: buildEvent('3', { at, app: app('b'), actor: 'rule:3' }) },
      { append: buildEvent('4', { at, app: app('c'), actor: 'rule:3' }) },
      { append: buildEvent('5', { at, app: app('c'), actor: 'terminal:bo', name: 'app_woken' }) },
    ]);

    const { sections } = await digest(makeCommandDeps({ store }));

    expect(sections).toEqual([
      { kind: 'slept', heading: '3 apps put to sleep', lines: ['rule 3: c, b', 'ana: a'] },
      { kind: 'woken', heading: '1 app woken', lines: ['bo: c'] },
    ]);
  });

  it('speaks French', async () => {
    const idle = makeIdle('shop', '2026-11-22T05:00:00.000Z', { formation: { web: { amount: 1, size: 'M' } } });

    const report = await runCommand('digest', makeCommandDeps({ watched: [idle] }), { language: 'fr' });

    expect(report).toMatchObject({
      sections: [
        {
          heading: '1 app tourne et ne sert personne : 0,48\u00a0€ par jour',
          lines: ['shop : inutilisée depuis 4 h, 0,48\u00a0€ par jour'],
        },
      ],
    });
  });
});

describe('digest here', () => {
  it('is on record with who set it and where', async () => {
    const deps = makeCommandDeps();
    await runCommand('digest here Mon-Fri 09:00', deps, { channel: 'slack:C1' });
    await runCommand('digest off', deps, { channel: 'slack:C1' });

    const by = { actor: 'terminal:ana', channel: 'slack:C1', name: 'digest_scheduled' };
    expect(await deps.audit.list()).toMatchObject([
      { ...by, reason: 'digest_off' },
      { ...by, reason: 'Mon-Fri 09:00' },
    ]);
    expect(await runCommand('history', deps)).toMatchObject({
      entries: [
        { sentence: 'ana set when a channel gets its digest: no longer' },
        { sentence: 'ana set when a channel gets its digest: Mon-Fri 09:00' },
      ],
    });
  });

  it('sets the schedule of the channel it was typed in and answers when it comes', async () => {
    const store = new MemoryStore();
    const deps = makeCommandDeps({ store });

    const report = await runCommand('digest here Mon-Fri 09:00', deps, { channel: 'slack:C1' });

    expect(report).toMatchObject({
      kind: 'digest_schedule',
      title: 'This channel gets the digest Mon-Fri 09:00.',
      next: ['2026-11-23T08:00:00.000Z', '2026-11-24T08:00:00.000Z', '2026-11-25T08:00:00.000Z'],
    });
    expect(await store.find('channel', 'slack:C1')).toEqual({
      v: 1,
      key: 'slack:C1',
      schedule: 'Mon-Fri 09:00',
      actor: 'terminal:ana',
      at: '2026-11-22T09:00:00.000Z',
    });
  });

  it('keeps the commas of a schedule', async () => {
    const store = new MemoryStore();

    await runCommand('digest here Mon,Thu 09:00', makeCommandDeps({ store }), { channel: 'slack:C1' });

    expect((await store.find('channel', 'slack:C1'))?.schedule).toBe('Mon,Thu 09:00');
  });

  it('is taken away by digest off', async () => {
    const store = new MemoryStore();
    const deps = makeCommandDeps({ store });
    await runCommand('digest here Mon-Fri 09:00', deps, { channel: 'slack:C1' });

    const report = await runCommand('digest off', deps, { channel: 'slack:C1' });

    expect(report).toMatchObject({ kind: 'digest_schedule', title: 'This channel gets no digest any more.' });
    expect((await store.find('channel', 'slack:C1'))?.schedule).toBeUndefined();
  });

  it.each([
    ['digest here', 'slack:C1', '`digest here` is not a way to use it.'],
    ['digest tomorrow', 'slack:C1', '`digest tomorrow` is not a way to use it.'],
    ['digest here Mon-Fri 09:00', undefined, 'There is no channel here to send a digest to.'],
    ['digest here Mon-Fri 25:00', 'slack:C1', 'Mon-Fri 25:00 is not a schedule.'],
  ])('refuses `%s` in %s', async (line, channel, message) => {
    const store = new MemoryStore();

    const report = await runCommand(line, makeCommandDeps({ store }), channel === undefined ? {} : { channel });

    expect(report).toMatchObject({ kind: 'error', error: { code: 'command_invalid' } });
    expect(report.kind === 'error' && report.error.message).toContain(message);
    expect(await store.list('channel')).toEqual([]);
  });
});
