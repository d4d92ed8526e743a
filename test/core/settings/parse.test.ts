import { inspect } from 'node:util';
import { defaultConfig } from '../../../core/config.ts';
import { ConfigError } from '../../../core/errors.ts';
import { compilePattern } from '../../../core/model/pattern.ts';
import { parseSettings } from '../../../core/settings/parse.ts';

const env = { SCALINGO_API_TOKEN: 'tk-very-secret', EMPTY: '' };

const now = new Date('2026-11-22T09:00:00Z');

const read = (text: string) => parseSettings(text, { fileName: 'paastis.yml', env, now });

async function faultsOf(text: string): Promise<readonly string[]> {
  try {
    await read(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.context.faults ?? [];
    throw error;
  }
  return [];
}

describe('reading paastis.yml', () => {
  it('takes the defaults for an empty file', async () => {
    expect(await read('')).toEqual(defaultConfig);
    expect(await read('# nothing yet\n')).toEqual(defaultConfig);
  });

  it('reads every key', async () => {
    const config = await read(`
providers:
  - type: scalingo
    region: osc-fr1
    token: \${SCALINGO_API_TOKEN}
    api_url: http://127.0.0.1:1/
  - type: clever-cloud
    region: par
    owner: orga_1
    token: clever
mode: enforce
language: fr
timezone: Europe/Paris
holidays: [FR, 2026-12-24]
defaults: { manage: true, idle_after: never, courtesy: 15m }
rules:
  - match: '*-production'
    protect: true
  - match: 'shop-pr{pr}-back'
    manage: true
    idle_after: 15m
    hours: Mon-Fri 08:00-19:00
    wake_at_start: false
    needs: ['shop-pr{pr}-db-admin']
    group: 'shop-pr{pr}'
    formation: { web: '1:S', worker: 0 }
    ready: { path: /health }
    channel: '#shop'
    courtesy: off
    wake_access: everyone
    sleep_access: operators
access:
  admins: [U0123456, '@platform']
digests:
  - channel: '#dev'
    at: Mon-Fri 09:00
prices:
  scalingo/osc-fr1: { M: 0.0166 }
`);

    expect(config).toMatchObject({
      providers: [
        { type: 'scalingo', region: 'osc-fr1', apiUrl: 'http://127.0.0.1:1' },
        { type: 'clever-cloud', region: 'par', owner: 'orga_1', credentials: { kind: 'api_token' } },
      ],
      mode: 'enforce',
      language: 'fr',
      timezone: 'Europe/Paris',
      holidays: [
        { kind: 'country', country: 'FR' },
        { kind: 'date', date: '2026-12-24' },
      ],
      defaults: { manage: true, idleAfterMs: 'never', courtesyMs: 900_000 },
      access: { admins: ['U0123456', '@platform'], operators: [], wakesPerHour: 30 },
      digests: [{ channel: '#dev', at: 'Mon-Fri 09:00' }],
      prices: { 'scalingo/osc-fr1': { M: 0.0166 } },
    });
    expect(config.rules).toEqual([
      { match: '*-production', protect: true },
      {
        match: 'shop-pr{pr}-back',
        manage: true,
        idleAfterMs: 900_000,
        hours: 'Mon-Fri 08:00-19:00',
        wakeAtStart: false,
        needs: ['shop-pr{pr}-db-admin'],
        group: 'shop-pr{pr}',
        formation: { web: { amount: 1, size: 'S' }, worker: { amount: 0 } },
        ready: { path: '/health', timeoutMs: 600_000 },
        channel: '#shop',
        courtesyMs: 'off',
        wakeAccess: 'everyone',
        sleepAccess: 'operators',
      },
    ]);
  });

  it('keeps tokens out of everything that prints', async () => {
    const config = await read(`providers: [{ type: scalingo, token: "\${SCALINGO_API_TOKEN}" }]`);

    const [provider] = config.providers;
    expect(provider?.type === 'scalingo' ? provider.token.reveal() : undefined).toBe('tk-very-secret');
    expect(`${inspect(config, { depth: 9 })}${JSON.stringify(config)}`).not.toContain('tk-very-secret');
  });

  it('reads the four keys of OAuth for Clever Cloud', async () => {
    const config = await read(
      'providers: [{ type: clever-cloud, consumer_key: a, consumer_secret: b, oauth_token: c, oauth_secret: d }]',
    );

    expect(config.providers).toMatchObject([{ region: 'par', credentials: { kind: 'oauth', consumerKey: 'a' } }]);
  });

  it('cannot be changed afterwards', async () => {
    const config = await read('rules: [{ match: a, needs: [b] }]');

    expect([config, config.rules, config.rules[0], config.rules[0]?.needs].every(Object.isFrozen)).toBe(true);
  });
});

describe('faults of paastis.yml', () => {
  it('are all told at once, with line, column and what was expected', async () => {
    const faults = await faultsOf(`providers:
  - type: scalingoo
mode: enforced
rules:
  - match: shop
    idle_afer: 15m
  - idle_after: 15
    wake_access: everybody
    hours: always
langage: fr
`);

    expect(faults).toEqual([
      'paastis.yml:2:11 providers[0].type: expected scalingo or clever-cloud, did you mean scalingo?',
      'paastis.yml:3:7 mode: expected observe or enforce, did you mean enforce?',
      'paastis.yml:6:5 rules[0].idle_afer: unknown key, did you mean idle_after?',
      'paastis.yml:7:5 rules[1].match: is missing',
      'paastis.yml:7:17 rules[1].idle_after: expected a duration such as 90s, 30m, 2h or 3d, or never',
      'paastis.yml:8:18 rules[1].wake_access: expected everyone or operators or admins, did you mean everyone?',
      'paastis.yml:9:12 rules[1].hours: expected hours such as Mon-Fri 08:00-19:00',
      'paastis.yml:10:1 langage: unknown key, did you mean language?',
    ]);
  });

  it.each([
    ['providers: [{ type: scalingo }]', 'paastis.yml:1:13 providers[0].token: is missing'],
    ['providers: [{ type: clever-cloud }]', 'paastis.yml:1:13 providers[0]: token is missing'],
    [
      'providers: [{ type: clever-cloud, consumer_key: a, oauth_token: b }]',
      'paastis.yml:1:13 providers[0]: consumer_secret, oauth_secret missing beside the other keys of OAuth',
    ],
    [
      'providers: [{ type: scalingo, token: a }, { type: scalingo, token: b }]',
      'paastis.yml:1:43 providers[1]: same provider and region as providers[0]',
    ],
    [`providers: [{ type: scalingo, token: "\${NOPE}" }]`, 'the environment variable NOPE is not set'],
    [`providers: [{ type: scalingo, token: "\${EMPTY}" }]`, 'the environment variable EMPTY is empty'],
    ['providers: [{ type: scalingo, token: a, api_url: "ftp://x" }]', 'expected an address such as'],
    ['timezone: Europe/Pari', 'paastis.yml:1:11 timezone: expected a time zone such as Europe/Paris'],
    ['rules: [{ match: /(/ }]', 'paastis.yml:1:18 rules[0].match: not a regular expression'],
    ['rules: [{ match: "a-{app}" }]', 'unknown capture between braces, expected {pr} or {branch}'],
    [
      'rules: [{ match: a, formation: { web: one } }]',
      "rules[0].formation.web: expected an amount and a size such as '1:S'",
    ],
    ['rules: nothing', 'paastis.yml:1:8 rules: expected a list'],
    ['- a\n- b', 'paastis.yml:1:1 expected the keys of the settings'],
    ['mode: observe\nmode: enforce', 'paastis.yml:2:1 this key is there already'],
    ['mode: [', 'paastis.yml:1:8'],
    ['prices: { scalingo/osc-fr1: { M: free } }', 'expected a price'],
  ])('%s', async (text, expected) => {
    expect((await faultsOf(text)).join('\n')).toContain(expected);
  });

  it('refuses aliases that would fill the memory', async () => {
    const levels = 'bcdefghij'.split('');
    const bomb = levels.map((name, index) => {
      const previous = index === 0 ? 'a' : levels[index - 1];
      return `${name}: &${name} [${Array(9).fill(`*${previous}`).join(', ')}]`;
    });

    expect((await faultsOf(`a: &a [x]\n${bomb.join('\n')}`)).join('\n')).toContain('aliases are repeated too often');
  });

  it('never repeat a value, which may be a secret in the wrong place', async () => {
    const faults = await faultsOf(
      `providers: [{ type: "\${SCALINGO_API_TOKEN}", token: a }]\nmode: "\${SCALINGO_API_TOKEN}"`,
    );

    expect(faults).toHaveLength(2);
    expect(faults.join()).not.toContain('tk-very-secret');
  });

  it('does not let a variable bring keys of its own', async () => {
    const config = await parseSettings(`rules: [{ match: "\${NAME}" }]`, {
      fileName: 'paastis.yml',
      now,
      env: { NAME: 'a", protect: true, group: "b' },
    });

    expect(config.rules).toEqual([{ match: 'a", protect: true, group: "b' }]);
  });
});

describe('what YAML brings along', () => {
  it('is read with a mark at the beginning and with the line ends of Windows', async () => {
    expect(await read('\uFEFFmode: enforce\r\nlanguage: fr\r\n')).toMatchObject({ mode: 'enforce', language: 'fr' });
    expect(await faultsOf('\uFEFFmode: enforced')).toEqual([expect.stringContaining('paastis.yml:1:7 mode')]);
  });

  it('may be anchors and merge keys', async () => {
    const config = await read(`rules:
  - &review { match: 'shop-pr{pr}', manage: true, idle_after: 15m }
  - <<: *review
    match: 'blog-pr{pr}'
`);

    expect(config.rules).toEqual([
      { match: 'shop-pr{pr}', manage: true, idleAfterMs: 900_000 },
      { match: 'blog-pr{pr}', manage: true, idleAfterMs: 900_000 },
    ]);
  });

  it('is told where it is wrong behind an alias and in a merge', async () => {
    const faults = await faultsOf(`rules:
  - &review { match: shop, idle_after: soon }
  - <<: *review
    match: blog
  - match: api
    needs: &needs [1]
  - match: web
    needs: *needs
`);

    expect(faults.map((fault) => fault.replace(/: .*/, ''))).toEqual([
      'paastis.yml:2:40 rules[0].idle_after',
      'paastis.yml:3:5 rules[1].idle_after',
      'paastis.yml:6:20 rules[2].needs[0]',
      'paastis.yml:6:20 rules[3].needs[0]',
    ]);
  });

  it('may have a key twice without hiding what else is wrong', async () => {
    const faults = await faultsOf('mode: observe\nmode: enforced\nlangage: fr');

    expect(faults.map((fault) => fault.replace(/ .*/, ''))).toEqual([
      'paastis.yml:1:7',
      'paastis.yml:2:1',
      'paastis.yml:3:1',
    ]);
  });

  it('is no larger than settings are', async () => {
    expect(await faultsOf(`# ${'x'.repeat(1_000_000)}`)).toEqual(['paastis.yml:1:1 longer than 1000000 characters']);
  });
});

describe('a hostile pattern', () => {
  it('takes no time, neither to read nor to match', async () => {
    const evil = '/^(a+)+$|(a|aa)*b|(.*)*x|a{0,300}b{0,300}/';
    const name = 'a'.repeat(48);

    const startMs = performance.now();
    const config = await read(`rules: [{ match: '${evil}' }]`);
    const pattern = compilePattern(config.rules[0]?.match ?? '');
    const matched = Array.from({ length: 20 }, () => pattern.match(`${name}!`));

    expect(matched).toHaveLength(20);
    // A matcher that goes back and tries again takes years.
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });
});

describe('the language of faults', () => {
  const inFrench = (text: string) =>
    parseSettings(text, { fileName: 'paastis.yml', env, now, fallback: { language: 'fr' } });

  it('is that of the machine, or that of the file; logs stay English', async () => {
    const byMachine = inFrench('mode: enforced');
    const byFile = inFrench('language: en\nmode: enforced');

    await expect(byMachine).rejects.toMatchObject({
      message: 'paastis.yml: paastis.yml:1:7 mode: expected observe or enforce, did you mean enforce?',
      context: { faults: ['paastis.yml:1:7 mode: attendu : observe ou enforce, vouliez-vous dire enforce ?'] },
    });
    await expect(byFile).rejects.toMatchObject({ context: { faults: [expect.stringContaining('expected observe')] } });
  });
});

describe('the calendars of holidays', () => {
  const dated = 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20261224T233000Z\nEND:VEVENT\nEND:VCALENDAR';

  it('are read in the zone of the settings', async () => {
    const source = { fileName: 'paastis.yml', env, now, readCalendar: async () => dated };

    const config = await parseSettings('timezone: Europe/Paris\nholidays: [FR, own.ics]', source);

    expect(config.holidays).toEqual([
      { kind: 'country', country: 'FR' },
      { kind: 'calendar', path: 'own.ics', days: ['2026-12-25'] },
    ]);
  });

  it('are faulty together with the rest of the file', async () => {
    const source = { fileName: 'paastis.yml', env, now, readCalendar: async () => undefined };

    const reading = parseSettings('holidays: [own.ics]\nmode: off', source);

    await expect(reading).rejects.toMatchObject({
      context: { faults: [expect.stringContaining('1:12 holidays[0]'), expect.stringContaining('2:7 mode')] },
    });
  });
});

describe('rules of the older proxy', () => {
  it('are read as today’s, with a warning that shows the new form', async () => {
    const config = await read(`rules:
  - pattern: '^shop-pr\\d+'
    linked_apps: [shop-db]
    app_max_idle_time: 15
`);

    expect(config.rules).toEqual([{ match: '/^shop-pr\\d+/', needs: ['shop-db'], idleAfterMs: 900_000 }]);
    expect(config.warnings).toEqual([
      [
        'paastis.yml:2:5 rules[0]: written for the older proxy. It is read as the lines below: put them in its place, with manage: true to let the app sleep',
        '  - match: /^shop-pr\\d+/',
        '    needs:',
        '      - shop-db',
        '    idle_after: 15m',
      ].join('\n'),
    ]);
  });
});

describe('a rule of the older proxy', () => {
  it('names its groups, for what its linked apps took from them', async () => {
    const config = await read(`rules:
  - pattern: '^(?:shop|blog)-([(a-z]+)-pr(\\d+)\\(?$'
    linked_apps: ['db-$2', 'cache-$1-$2']
    app_max_idle_time: 0
`);

    const [rule] = config.rules;
    expect(rule).toEqual({
      match: '/^(?:shop|blog)-(?P<g1>[(a-z]+)-pr(?P<g2>\\d+)\\(?$/',
      needs: ['db-{g2}', 'cache-{g1}-{g2}'],
      idleAfterMs: 60_000,
    });
    expect(compilePattern(rule?.match ?? '').match('shop-api-pr42')).toEqual({ g1: 'api', g2: '42' });
  });
});

describe('a variable in the place of a key', () => {
  it('is not filled in, so that no fault can show its value', async () => {
    const faults = await faultsOf(`"\${SCALINGO_API_TOKEN}": 1`);

    expect(faults).toHaveLength(1);
    expect(faults.join()).not.toContain('tk-very-secret');
  });
});
