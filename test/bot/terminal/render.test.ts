import { renderReport } from '../../../bot/terminal/render.ts';
import { helpReport } from '../../../core/commands/help.ts';
import { commands } from '../../../core/commands/index.ts';
import type { AppReport, Report } from '../../../core/commands/report/report.ts';
import { createTranslate, type Language } from '../../../core/i18n/index.ts';
import { renderOptions } from '../../support/terminal.ts';

function app(name: string, status: AppReport['status'], extras: Partial<AppReport> = {}): AppReport {
  const url = `https://${name}.example.test`;
  return { ref: `scalingo/osc-fr1/${name}`, name, provider: 'scalingo', region: 'osc-fr1', status, url, ...extras };
}

const list: Report = {
  kind: 'list',
  apps: [
    app('shop-pr42-front', 'running', { review: { parent: 'shop', pullRequest: 42 } }),
    app('a-name-that-is-quite-long-for-a-table', 'falling_asleep'),
    app('日本', 'new'),
  ],
  failed: [
    {
      provider: 'clever-cloud',
      region: 'par',
      error: { code: 'provider_auth', message: 'clever-cloud/par: the token is refused.', remedy: 'Make a new one.' },
    },
  ],
};

const lines = (report: Report, language: Language, width: number) =>
  renderReport(report, renderOptions(language, width)).split('\n');

describe('the list of apps', () => {
  it('stays readable at 40 columns', () => {
    expect(lines(list, 'en', 40)).toEqual([
      'app                       status',
      'shop-pr42-front           running',
      'a-name-that-is-quite-lo…  falling asleep',
      '日本                      never deployed',
      '3 apps',
      '✗ clever-cloud/par: the token is',
      '  refused.',
      '  → Make a new one.',
    ]);
  });

  it('shows more at 80 columns', () => {
    expect(lines(list, 'fr', 80)).toEqual([
      'app                                    état             région            PR',
      'shop-pr42-front                        active           scalingo/osc-fr1  #42',
      'a-name-that-is-quite-long-for-a-table  s’endort         scalingo/osc-fr1',
      '日本                                   jamais déployée  scalingo/osc-fr1',
      '3 apps',
      '✗ clever-cloud/par: the token is refused.',
      '  → Make a new one.',
    ]);
  });

  it('shows addresses where they fit whole, at 120 columns for most', () => {
    const short: Report = { ...list, apps: list.apps.slice(0, 1) };

    expect(lines(short, 'en', 120).slice(0, 2)).toEqual([
      'app              status   region            PR   address',
      'shop-pr42-front  running  scalingo/osc-fr1  #42  https://shop-pr42-front.example.test',
    ]);
    expect(lines(list, 'en', 120)[0]).toBe(
      'app                                    status          region            PR',
    );
  });

  it('says so when there is none', () => {
    expect(lines({ kind: 'list', apps: [], failed: [] }, 'fr', 80)).toEqual(['Aucune app trouvée.']);
  });
});

describe('a list of regions that could not be read', () => {
  it('tells why, and not that there is no app', () => {
    const error = { code: 'provider_unavailable', message: 'the provider cannot be reached.', remedy: 'Try again.' };
    const report: Report = { kind: 'list', apps: [], failed: [{ provider: 'scalingo', region: 'osc-fr1', error }] };

    expect(lines(report, 'en', 120)[0]).toMatch(/^✗ scalingo\/osc-fr1/);
  });
});

describe('the status of an app', () => {
  const report: Report = {
    kind: 'status',
    apps: [
      app('shop', 'asleep', {
        formation: { web: { amount: 0 } },
        snapshot: {
          formation: { web: { amount: 2, size: 'M' }, worker: { amount: 1 } },
          takenAt: '2026-11-21T09:00:00.000Z',
          actor: 'slack:U1',
        },
        review: { parent: 'store', pullRequest: 42 },
        lastDeployedAt: '2026-11-20T09:00:00.000Z',
      }),
      app('blog', 'blocked', {
        statusReason: 'payment',
        operation: { kind: 'wake', startedAt: '2026-11-22T08:59:00.000Z', actor: 'terminal:ana' },
      }),
    ],
    failed: [],
  };

  it('has a line for each thing known', () => {
    expect(lines(report, 'en', 80)).toEqual([
      'scalingo/osc-fr1/shop',
      '  status        asleep',
      '  address       https://shop.example.test',
      '  pull request  #42 of store',
      '  runs          web:0',
      '  wakes with    web:2:M worker:1 (recorded 21 Nov 10:00 by U1)',
      '  deployed      2 days ago',
      '',
      'scalingo/osc-fr1/blog',
      '  status     blocked (an invoice is unpaid)',
      '  under way  wake since 09:59, by ana',
      '  address    https://blog.example.test',
    ]);
  });

  it('wraps what is too long, in French too', () => {
    expect(lines(report, 'fr', 40).slice(4, 8)).toEqual([
      '  tourne        web:0',
      '  au réveil     web:2:M worker:1',
      '                (enregistré 21 nov.',
      '                10:00 par U1)',
    ]);
  });
});

describe('the answer to wake and sleep', () => {
  const result = {
    ref: 'scalingo/osc-fr1/shop',
    name: 'shop',
    before: 'asleep',
    after: 'running',
    seconds: 8,
  } as const;
  const report: Report = {
    kind: 'operation',
    verb: 'wake',
    results: [
      { ...result, changed: true, reason: 'woke in 8 s with web:1:S worker:1:S', url: 'https://shop.example.test' },
      { ...result, name: 'blog', changed: true, assumed: true, reason: 'woke in 8 s; web:1 was assumed' },
      { ...result, name: 'cart', changed: false, reason: 'was already awake' },
      {
        ...result,
        name: 'front',
        after: 'crashed',
        changed: false,
        reason: 'front was started and crashed.',
        error: { code: 'wake_failed', message: 'front was started and crashed.', remedy: 'Read its logs.' },
      },
    ],
  };

  it('names the app of a sentence that has its name in a command only', () => {
    const reason = 'kept awake, once it is awake: `wake shop` wakes it now';
    const kept: Report = { ...report, verb: 'keep', results: [{ ...result, after: 'asleep', changed: true, reason }] };

    expect(lines(kept, 'en', 80)).toEqual([`✓ shop  ${reason}`]);
  });

  it('tells how each target ended, where it is, and what to do', () => {
    expect(lines(report, 'en', 80)).toEqual([
      '✓ shop  woke in 8 s with web:1:S worker:1:S',
      '  https://shop.example.test',
      '! blog  woke in 8 s; web:1 was assumed',
      '· cart  was already awake',
      '✗ front was started and crashed.',
      '  → Read its logs.',
    ]);
  });

  it('wraps below the name at 40 columns', () => {
    expect(lines(report, 'en', 40).slice(0, 3)).toEqual([
      '✓ shop  woke in 8 s with web:1:S',
      '        worker:1:S',
      '  https://shop.example.test',
    ]);
  });

  it('is coloured when asked to', () => {
    const [first] = renderReport(report, { ...renderOptions('en', 80), colour: true }).split('\n');

    expect(first).toBe('\u001b[32m✓\u001b[39m \u001b[1mshop\u001b[22m  woke in 8 s with web:1:S worker:1:S');
  });
});

describe('other answers', () => {
  it('a question shows the command that each candidate needs', () => {
    const error = { code: 'app_ambiguous', message: 'm', remedy: 'r' };
    const candidates = [{ ref: 'scalingo/osc-fr1/blog', command: 'wake scalingo/osc-fr1/blog' }];

    expect(lines({ kind: 'question', text: 'Which blog?', candidates, error }, 'en', 80)).toEqual([
      'Which blog?',
      '  wake scalingo/osc-fr1/blog',
    ]);
  });

  it('faults of the settings come one to a line', () => {
    const error = {
      code: 'config_invalid',
      message: 'paastis.yml:\n  paastis.yml:1:1 a\n  paastis.yml:2:1 b',
      remedy: 'Go on.',
    };

    expect(lines({ kind: 'error', error }, 'en', 40)).toEqual([
      '✗ paastis.yml:',
      '  paastis.yml:1:1 a',
      '  paastis.yml:2:1 b',
      '  → Go on.',
    ]);
  });

  it('history has a line per event, with its time', () => {
    const event = {
      id: 'e',
      name: 'app_woken',
      actor: 'terminal:ana',
      entryPoint: 'terminal',
      correlationId: 'c',
    } as const;
    const entries = [
      { ...event, at: '2026-11-22T08:00:00.000Z', sentence: 'ana woke shop in 8 s' },
      { ...event, at: '2026-11-21T08:00:00.000Z', sentence: 'ana put shop to sleep' },
    ];

    expect(lines({ kind: 'history', entries }, 'en', 80)).toEqual([
      '09:00         ana woke shop in 8 s',
      '21 Nov 09:00  ana put shop to sleep',
    ]);
    expect(lines({ kind: 'history', entries: [] }, 'en', 80)).toEqual(['Nothing has happened yet.']);
  });

  it('help shows every command with an example, or one with its options', () => {
    const translate = createTranslate('fr');

    expect(lines(helpReport(Object.values(commands), translate, false), 'fr', 80).slice(0, 4)).toEqual([
      'help [command]',
      '    montre les commandes, ou l’une d’elles en détail',
      '    Exemple : help wake',
      'list [words]',
    ]);
    expect(lines(helpReport([commands.sleep], translate, true), 'fr', 80)).toEqual([
      'sleep <target> [--force]',
      '    endort une app ; ce qui tournait est enregistré et revient au réveil',
      '    --force',
      '        passe outre ce qui peut l’être ; c’est noté',
      '    --json',
      '        répond en JSON, pour les programmes',
      '    Exemple : sleep shop-pr42',
    ]);
  });
});
