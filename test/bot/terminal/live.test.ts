import { createLive, type LiveOptions } from '../../../bot/terminal/live.ts';
import type { ProgressReport } from '../../../core/commands/report/report.ts';
import { createTranslate } from '../../../core/i18n/index.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const booting: ProgressReport = {
  ref: 'scalingo/osc-fr1/shop',
  name: 'shop',
  verb: 'wake',
  phase: 'booting',
  text: 'booting',
  elapsedMs: 2_000,
};

function start(terminal?: LiveOptions['terminal'], language: 'en' | 'fr' = 'en') {
  const written: string[] = [];
  const clock = new FakeClock();
  const write = (text: string) => void written.push(text);
  const live = createLive({ clock, write, translate: createTranslate(language), ...(terminal && { terminal }) });
  return { live, written, clock };
}

const terminal = { columns: () => 80, rows: () => 24, colour: false };

describe('showing an operation on a terminal', () => {
  it('draws in place, ten times a second, and lets the time run on between reports', async () => {
    const { live, written, clock } = start(terminal);

    live.update(booting);
    await clock.advance(1_000);

    expect(written).toHaveLength(11);
    expect(written[0]).toBe('⠋ shop  booting  2 s\n');
    expect(written[10]).toBe('\r\u001b[1A\u001b[J⠋ shop  booting  3 s\n');
    live.end();
  });

  it('lets the time of what is ready stand still while the others go on', async () => {
    const { live, written, clock } = start(terminal);
    live.update({ ...booting, phase: 'ready', text: 'ready' });

    await clock.advance(3_000);

    expect(written.at(-1)).toContain('✓ shop  ready  2 s');
    live.end();
  });

  it('wipes what it drew and stops', async () => {
    const { live, written, clock } = start(terminal);
    live.update(booting);
    live.update({ ...booting, ref: 'other', name: 'blog' });
    await clock.advance(100);

    live.end();
    await clock.advance(5_000);

    expect(written.at(-1)).toBe('\r\u001b[2A\u001b[J');
    expect(clock.pending).toBe(0);
  });

  it('never draws more rows than the screen has', async () => {
    const { live, written, clock } = start({ ...terminal, rows: () => 3 });

    for (const name of ['a', 'b', 'c', 'd']) live.update({ ...booting, ref: name, name });
    await clock.advance(100);

    expect(written.at(-1)?.split('\n')).toHaveLength(3);
    live.end();
  });

  it('draws nothing when nothing was reported', () => {
    const { live, written } = start(terminal);

    live.end();

    expect(written.join('')).toBe('');
  });
});

describe('showing an operation in a pipe', () => {
  it('writes a line when the phase changes and moves no cursor', async () => {
    const { live, written, clock } = start();

    live.update(booting);
    live.update({ ...booting, elapsedMs: 3_000 });
    live.update({ ...booting, phase: 'ready', text: 'ready', elapsedMs: 8_000 });
    await clock.advance(1_000);
    live.end();

    expect(written).toEqual(['shop: booting (2 s)\n', 'shop: ready (8 s)\n']);
  });

  it('sets the colon as French does', () => {
    const { live, written } = start(undefined, 'fr');

    live.update({ ...booting, text: 'démarrage' });

    expect(written).toEqual(['shop : démarrage (2 s)\n']);
  });
});
