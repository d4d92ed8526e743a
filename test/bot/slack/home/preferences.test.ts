import { MOST_FAVOURITES, mark, type Preference, Preferences } from '../../../../bot/slack/home/preferences.ts';
import type { Notes } from '../../../../core/index.ts';

const none: Preference = { favourites: [], filter: 'all' };

/** Notes that take their time, and fail when told. */
function slowNotes(): Notes & { failing: boolean } {
  const values = new Map<string, string>();
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    failing: false,
    find: async (key) => {
      await turn();
      return values.get(key);
    },
    list: async () => [],
    async put(key, value) {
      await turn();
      if (this.failing) throw new Error('disk full');
      values.set(key, value);
    },
    remove: async () => undefined,
  };
}

describe('how somebody likes their Home', () => {
  it('keeps both of two changes at the same time, and those of others apart', async () => {
    const preferences = new Preferences(slowNotes());

    await Promise.all([
      preferences.change('U1', (before) => mark(before, 'a', true)),
      preferences.change('U1', (before) => mark(before, 'b', true)),
      preferences.change('U2', (before) => ({ ...before, filter: 'mine' })),
    ]);

    expect(await preferences.find('U1')).toEqual({ favourites: ['a', 'b'], filter: 'all' });
    expect(await preferences.find('U2')).toEqual({ favourites: [], filter: 'mine' });
  });

  it('tells who changed it that it could not be kept, and takes the next change', async () => {
    const notes = slowNotes();
    const preferences = new Preferences(notes);
    notes.failing = true;

    const lost = preferences.change('U1', (before) => mark(before, 'a', true));
    const next = preferences.change('U1', (before) => {
      notes.failing = false;
      return mark(before, 'b', true);
    });

    await expect(lost).rejects.toThrow('disk full');
    await next;
    expect(await preferences.find('U1')).toEqual({ favourites: ['b'], filter: 'all' });
  });

  it('takes what it cannot read for nothing', async () => {
    const notes = slowNotes();
    for (const value of ['', '{', '[]', '{"v":2}', '{"v":1,"favourites":["a"],"filter":"evil"}']) {
      await notes.put('slack:home:U1', value);
      expect(await new Preferences(notes).find('U1')).toEqual(none);
    }
  });

  it('marks an app once, and forgets the oldest marks beyond a page', () => {
    const marked = Array.from({ length: MOST_FAVOURITES + 2 }, (_, at) => `app-${at}`).reduce(
      (before, ref) => mark(mark(before, ref, true), ref, true),
      none,
    );

    expect(marked.favourites).toHaveLength(MOST_FAVOURITES);
    expect(marked.favourites[0]).toBe('app-2');
    expect(mark(marked, 'app-2', false).favourites).not.toContain('app-2');
  });
});
