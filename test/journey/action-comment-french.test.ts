import { endJourneys, startJourney } from '../support/action-journey.ts';
import { converse } from '../support/conversation.ts';

afterEach(endJourneys);

describe('in French', () => {
  it('everything a person reads is French', async () => {
    const journey = await startJourney();
    const { github, scalingo } = journey;
    const { ours, say, seen, tick } = converse(journey);
    const inputs = { language: 'fr' };
    github.addPullRequest({ number: 42 });
    github.setAccess('bob', 'write');
    await scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 0, size: 'M' } } });

    const first = await say('/paastis status', { inputs });

    expect(first.ending.groups).toEqual(['Paastis : déroulement']);
    expect(seen()).toMatch(/^### Paastis : shop-pr42 est endormie$/m);
    expect(seen()).toMatch(/^> `alice` a demandé `\/paastis status` à /m);
    expect(seen()).toMatch(/^> - règle : shop-pr\{pr\}$/m);

    const woken = await tick(/Réveiller shop-pr42/, { inputs });

    expect(seen()).toMatch(/^### Paastis : shop-pr42 est éveillée$/m);
    expect(woken.ending.log.join('\n')).toContain('shop-pr42 : démarrage');
    expect(woken.ending.summary).toMatch(/\| app \| avant \| après \| durée \|/);

    await say('/paastis keep', { inputs });
    const refused = await say('/paastis sleep', { login: 'bob', inputs });

    expect(seen()).toMatch(/● active, gardée éveillée jusqu’à .* par `alice`/);
    expect(seen()).toMatch(/^> - ✗ alice garde \S+shop-pr42 éveillée encore 2 h\. Demandez-lui/m);
    expect(refused.ending.annotations).toEqual([]);

    const stranger = await say('/paastis sleep', { login: 'mallory', inputs });

    expect(stranger.ending.log.at(-1)).toMatch(/^Rien n’a été fait : mallory n’a pas le droit/);

    await say('/paastis help', { inputs });

    expect(ours().body).toContain('Sans cible, c’est pour les apps de cette pull request.');
    // Colons and quotes as French writes them, in all that was ever shown.
    for (const body of [...ours().edits, ours().body]) {
      const text = body
        .replace(/<!--[\s\S]*?-->/g, '')
        .replace(/<code>.*?<\/code>|`[^`]*`|<[^>]*>|&#\d+;|https?:\S*|\d\d:\d\d/g, '')
        .replace(/^\| ---.*$/gm, '');
      expect(text.match(/[^\s\d|](?<!web|paastis)[:;!?](?=\s|$)/gm)).toBeNull();
      expect(text).not.toMatch(/\b(?:the|awake|asleep|until|since|with)\b/);
    }
  });
});
