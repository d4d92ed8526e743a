import { webApi } from '@slack/bolt';
import { createRedact } from '../../../bot/slack/log.ts';
import { silentMeter } from '../../../bot/slack/meter.ts';
import { createPeople } from '../../../bot/slack/people.ts';
import { createSlackFetch } from '../../../bot/slack/web-fetch.ts';
import { type Log, silentLog } from '../../../core/log.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type FakePerson, fakeTeam, fakeUser, startFakeSlack } from '../../support/fake-slack.ts';
import { botToken, signingSecret } from './bot.ts';

const closings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

async function open(options: { readonly scopes?: readonly string[]; readonly names?: readonly string[] } = {}) {
  const clock = new FakeClock();
  const scopes = options.scopes ?? ['users:read', 'usergroups:read'];
  const slack = await startFakeSlack({ clock, botToken, signingSecret, scopes });
  closings.push(() => slack.close());
  const logged: string[] = [];
  const log: Log = { ...silentLog, warn: (facts, text) => void logged.push(`${text} ${JSON.stringify(facts)}`) };
  const redact = createRedact([]);
  const web = new webApi.WebClient(botToken, {
    slackApiUrl: slack.apiUrl,
    fetch: createSlackFetch({ clock, log: silentLog, redact, meter: silentMeter }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: webApi.LogLevel.ERROR,
  });
  let names = options.names ?? [];
  const people = createPeople({
    web,
    clock,
    log,
    redact,
    language: 'en',
    timezone: 'UTC',
    teamId: () => fakeTeam,
    names: () => names,
  });
  const find = (id = fakeUser, team: string | undefined = fakeTeam) => clock.run(people.find(id, team));
  const asked = (method: string) => slack.calls.filter((call) => call.method === method).length;
  const reload = (next: readonly string[]) => {
    names = next;
  };
  return { clock, slack, people, find, asked, reload, logged };
}

describe('who somebody is', () => {
  it.each<[string, Partial<FakePerson>, object]>([
    ['a colleague', {}, { kind: 'member', workspaceAdmin: false }],
    ['an administrator', { admin: true }, { kind: 'member', workspaceAdmin: true }],
    ['a guest', { guest: 'multi' }, { kind: 'guest', workspaceAdmin: false }],
    ['a guest of one channel', { guest: 'single' }, { kind: 'guest' }],
    ['a bot', { bot: true }, { kind: 'bot' }],
    ['somebody who has left', { deleted: true, admin: true }, { kind: 'deactivated', workspaceAdmin: false }],
    [
      'somebody of another company',
      { teamId: 'T0OTHER0001', admin: true },
      { kind: 'stranger', workspaceAdmin: false },
    ],
  ])('is told by Slack: %s', async (_name, changes, standing) => {
    const { slack, find } = await open();
    slack.addPerson({ id: 'U0FAKE00002', ...changes });

    const person = await find('U0FAKE00002');

    expect(person.standing).toMatchObject(standing);
  });

  it.each([
    ['fr-FR', 'fr'],
    ['fr', 'fr'],
    ['de-DE', 'en'],
    ['', 'en'],
  ])('includes their language: %s is %s', async (locale, language) => {
    const { slack, find } = await open();
    slack.addPerson({ id: 'U0FAKE00002', locale, tz: 'America/New_York' });

    expect(await find('U0FAKE00002')).toMatchObject({ language, timezone: 'America/New_York' });
  });

  it('ignores a time zone that does not exist', async () => {
    const { slack, find } = await open();
    slack.addPerson({ id: 'U0FAKE00002', tz: 'Mars/Olympus' });

    expect((await find('U0FAKE00002')).timezone).toBe('UTC');
  });

  it('knows a colleague of another workspace of the same organization', async () => {
    const { slack, find } = await open();
    slack.handle('users.info', () => ({
      ok: true,
      user: { id: fakeUser, team_id: 'T0OTHER0001', enterprise_user: { teams: ['T0OTHER0001', fakeTeam] } },
    }));

    expect((await find()).standing.kind).toBe('member');
  });
});

describe('what is remembered about people', () => {
  it('is asked once by all who ask at once, and again after five minutes', async () => {
    const { people, clock, find, asked } = await open();

    await clock.run(Promise.all([people.find(fakeUser, fakeTeam), people.find(fakeUser, fakeTeam)]));
    await find();
    const first = asked('users.info');
    await clock.advance(5 * 60_000);
    await find();

    expect([first, asked('users.info')]).toEqual([1, 2]);
  });

  it('tells at once what is known, and nothing that is too old', async () => {
    const { people, clock, slack, find } = await open();
    slack.addPerson({ id: 'U0FAKE00002', locale: 'fr-FR' });

    const before = people.recall('U0FAKE00002');
    await find('U0FAKE00002');
    const known = people.recall('U0FAKE00002');
    await clock.advance(6 * 60_000);
    const aging = people.recall('U0FAKE00002');
    await clock.advance(60 * 60_000);
    const old = people.recall('U0FAKE00002');

    const short = ({ language, standing }: typeof known) => [language, standing.kind];
    expect([before, known, aging, old].map(short)).toEqual([
      ['en', 'unknown'],
      ['fr', 'member'],
      ['fr', 'unknown'],
      ['en', 'unknown'],
    ]);
  });

  it('takes a right away five minutes after Slack did', async () => {
    const { clock, slack, find } = await open();
    slack.addPerson({ id: 'U0FAKE00002' });
    await find('U0FAKE00002');
    slack.addPerson({ id: 'U0FAKE00002', deleted: true });

    await clock.advance(5 * 60_000);

    expect((await find('U0FAKE00002')).standing.kind).toBe('deactivated');
  });

  it('does not grow beyond some thousands of people', async () => {
    let asked = 0;
    const body = JSON.stringify({ ok: true, user: { team_id: fakeTeam } });
    const answer = async () => {
      asked += 1;
      return new Response(body);
    };
    const people = createPeople({
      web: new webApi.WebClient(botToken, { fetch: answer }),
      clock: new FakeClock(),
      log: silentLog,
      redact: (text) => text,
      language: 'en',
      timezone: 'UTC',
      teamId: () => fakeTeam,
      names: () => [],
    });
    const everybody = Array.from({ length: 5_001 }, (_, at) => `U1${String(at).padStart(7, '0')}`);

    for (const id of everybody) await people.find(id, fakeTeam);
    const before = asked;
    await people.find(everybody.at(-1) ?? '', fakeTeam);
    const newest = asked;
    await people.find(everybody[0] ?? '', fakeTeam);

    expect([before, newest, asked]).toEqual([5_001, 5_001, 5_002]);
  });
});

describe('a Slack that does not tell who people are', () => {
  it('leaves them unknown where the scope is missing, is told once, and is not asked for a while', async () => {
    const { find, asked, logged, clock } = await open({ scopes: ['commands'] });

    const person = await find();
    await find('U0FAKE00002');
    const early = asked('users.info');
    await clock.advance(31_000);
    await find();

    expect(person).toMatchObject({ language: 'en', timezone: 'UTC', standing: { kind: 'unknown', groups: [] } });
    expect([early, asked('users.info')]).toEqual([1, 2]);
    expect(logged).toEqual(['slack does not tell who people are {"error":"missing_scope"}']);
  });

  it('leaves those unknown whom it does not know, and asks about others all the same', async () => {
    const { find } = await open();

    const nobody = await find('U0NOBODY001');

    expect(nobody.standing.kind).toBe('unknown');
    expect((await find()).standing.kind).toBe('member');
  });

  it('takes the word of the request for somebody of another company', async () => {
    const { find } = await open({ scopes: [] });

    expect((await find(fakeUser, 'T0OTHER0001')).standing.kind).toBe('stranger');
  });

  it('keeps nobody waiting longer than two seconds', async () => {
    const { clock, slack, people } = await open();
    const { promise: never } = Promise.withResolvers<never>();
    const web = new webApi.WebClient(botToken, { fetch: () => never });
    const slow = createPeople({
      web,
      clock,
      log: silentLog,
      redact: (text) => text,
      language: 'fr',
      timezone: 'Europe/Paris',
      teamId: () => fakeTeam,
      names: () => ['@developers'],
    });
    const startedAt = clock.now().getTime();

    const person = await clock.run(slow.find(fakeUser, fakeTeam));

    expect(clock.now().getTime() - startedAt).toBe(2_000);
    expect(person).toMatchObject({ language: 'fr', standing: { kind: 'unknown' } });
    expect([slack.calls.length, people.recall(fakeUser).standing.kind]).toEqual([0, 'unknown']);
  });

  it.each([
    ['fails', { kind: 'status', status: 500 }],
    ['breaks off', { kind: 'reset' }],
    ['is busy', { kind: 'status', status: 429, retryAfterS: 120 }],
  ] as const)('that %s is asked again later', async (_name, failure) => {
    const { find, slack, clock } = await open();
    slack.fail('users.info', failure);

    const first = await find();
    await clock.advance(120_000);

    expect(first.standing.kind).toBe('unknown');
    expect((await find()).standing.kind).toBe('member');
  });
});

describe('the groups of the settings', () => {
  it('are told by id and by handle, by one call for all', async () => {
    const { slack, find, asked } = await open({ names: ['U0123456', '@Developers', 'S0FAKE00002', 'github:octocat'] });
    slack.groups.set('S0FAKE00001', { id: 'S0FAKE00001', handle: 'developers', members: [fakeUser] });
    slack.groups.set('S0FAKE00002', { id: 'S0FAKE00002', handle: 'platform', members: [fakeUser, 'U0FAKE00002'] });
    slack.groups.set('S0FAKE00003', { id: 'S0FAKE00003', handle: 'others', members: [fakeUser] });

    const { standing } = await find();
    await find('U0FAKE00002');

    expect(standing.groups).toEqual(['S0FAKE00001', '@developers', 'S0FAKE00002', '@platform']);
    expect([asked('usergroups.list'), asked('usergroups.users.list')]).toEqual([1, 0]);
  });

  it('are asked for one by one where the list does not tell their members', async () => {
    const { slack, find } = await open({ names: ['@developers'] });
    slack.groups.set('S0FAKE00001', { id: 'S0FAKE00001', handle: 'developers', members: [fakeUser] });
    slack.handle('usergroups.list', () => ({ ok: true, usergroups: [{ id: 'S0FAKE00001', handle: 'developers' }] }));

    expect((await find()).standing.groups).toEqual(['S0FAKE00001', '@developers']);
  });

  it('are not asked for where the settings name none, and at once when they do', async () => {
    const { slack, find, asked, reload } = await open();
    slack.groups.set('S0FAKE00001', { id: 'S0FAKE00001', handle: 'developers', members: [fakeUser] });

    const before = await find();
    const calls = asked('usergroups.list');
    reload(['@developers']);
    const after = await find();

    expect([before.standing.groups, calls]).toEqual([[], 0]);
    expect(after.standing.groups).toEqual(['S0FAKE00001', '@developers']);
  });

  it('lose a member within five minutes', async () => {
    const { slack, find, clock } = await open({ names: ['@developers'] });
    slack.groups.set('S0FAKE00001', { id: 'S0FAKE00001', handle: 'developers', members: [fakeUser] });
    await find();
    slack.groups.set('S0FAKE00001', { id: 'S0FAKE00001', handle: 'developers', members: [] });

    await clock.advance(5 * 60_000);

    expect((await find()).standing.groups).toEqual([]);
  });

  it.each(['missing_scope', 'plan_upgrade_required'])(
    'are nobody’s where Slack says %s: the rest is known',
    async (error) => {
      const { slack, find, logged } = await open({ names: ['@developers'] });
      slack.fail('usergroups.list', { kind: 'error', error }, 2);

      const { standing } = await find();
      await find();

      expect(standing).toEqual({ kind: 'member', groups: [], workspaceAdmin: false });
      expect(logged).toEqual([`slack does not tell who belongs to groups {"error":"${error}"}`]);
    },
  );

  it('stay as they were while Slack does not answer, for an hour', async () => {
    const { slack, find, clock } = await open({ names: ['@developers'] });
    slack.groups.set('S0FAKE00001', { id: 'S0FAKE00001', handle: 'developers', members: [fakeUser] });
    await find();
    slack.fail('usergroups.list', { kind: 'status', status: 503 }, 1_000);

    await clock.advance(30 * 60_000);
    const meanwhile = await find();
    await clock.advance(31 * 60_000);

    expect(meanwhile.standing.groups).toHaveLength(2);
    expect((await find()).standing.groups).toEqual([]);
  });
});
