import type { types } from '@slack/bolt';
import { defaultConfig } from '../../../core/config.ts';
import { type Config, createPaastis, type Report, silentLog, systemClock } from '../../../core/index.ts';
import { type OperationView, outcomeCard, privateOutcomeCard, progressCard } from '../cards/operation.ts';
import type { Card } from '../cards/pieces.ts';
import { noteCard, reportCard } from '../cards/report.ts';
import { endCard, noticeCard, workingCard } from '../courtesy/view.ts';
import { freshLines } from '../digests/lines.ts';
import { digestCard } from '../digests/view.ts';
import { appOptionGroups, type FormVerb } from '../forms/app-options.ts';
import { commandForm } from '../forms/command-form.ts';
import { appForm, searchForm, settingsForm } from '../home/forms.ts';
import { brokenView, homeView, refusedView } from '../home/view.ts';
import {
  ana,
  app,
  at,
  bars,
  ben,
  digest,
  errors,
  failure,
  fleet,
  idleApps,
  operation,
  overview,
  result,
  type Samples,
  samplesOf,
  slept,
  whyApp,
  woken,
} from './samples.ts';

/** Something a person can see in Slack. */
export interface PreviewState {
  /** Also the name of its file. */
  readonly id: string;
  readonly group: string;
  /** Who sees it, and where. */
  readonly kind: 'channel' | 'private' | 'modal' | 'home';
  readonly content: Card | types.ModalView | types.HomeView;
}

/** Everything there is to see, in one language. */
export async function previewStates(language: Samples['language']): Promise<readonly PreviewState[]> {
  const samples = samplesOf(language);
  return [
    ...operationStates(samples),
    ...readingStates(samples),
    ...(await coreStates(samples)),
    ...digestStates(samples),
    ...courtesyStates(samples),
    ...formStates(samples),
    ...homeStates(samples),
  ];
}

const everything = () => true;

function operationStates(samples: Samples): readonly PreviewState[] {
  const { t } = samples;
  const view: OperationView = { t, line: 'wake shop-pr42', askers: [ana] };
  const progress = (name: string, phase: 'queued' | 'booting' | 'ready') => ({
    ref: `scalingo/osc-fr1/${name}`,
    name,
    verb: 'wake' as const,
    phase,
    text: t(`phase.${phase}`),
    elapsedMs: 4_000,
    estimate: { medianMs: 25_000, p90Ms: 40_000, samples: 8 },
  });
  const failed = result('shop-pr57', { after: 'asleep', changed: false, error: failure(samples, errors.timeout) });
  const refused = result('shop-pr42', { after: 'running', changed: false, error: failure(samples, errors.refused) });
  const joined = { ...woken(samples, 'shop-pr42'), joined: { actor: `slack:${ben}` }, keepUntil: at('11:05') };
  const channel = (id: string, content: Card): PreviewState => ({
    id: `operation-${id}`,
    group: 'Wake, sleep, keep',
    kind: 'channel',
    content,
  });
  return [
    channel('wake-queued', progressCard([progress('shop-pr42', 'queued')], view)),
    channel('wake-booting', progressCard([progress('shop-pr42', 'booting')], view)),
    channel('wake-several', progressCard([progress('shop-pr42', 'ready'), progress('shop-pr57', 'booting')], view)),
    channel('woken', outcomeCard(operation('wake', [woken(samples, 'shop-pr42')]), view)),
    channel('woken-joined', outcomeCard(operation('wake', [joined]), { ...view, askers: [ana, ben] })),
    channel('slept', outcomeCard(operation('sleep', [slept(samples, 'shop-pr42')]), view)),
    channel('failed', outcomeCard(operation('wake', [failed]), view)),
    channel('partly', outcomeCard(operation('wake', [woken(samples, 'shop-pr42'), failed]), view)),
    {
      ...channel('refused', privateOutcomeCard(operation('sleep', [refused]), view, everything)),
      kind: 'private',
    },
  ];
}

function readingStates(samples: Samples): readonly PreviewState[] {
  const { t, say } = samples;
  const failed = [{ provider: 'scalingo', region: 'osc-fr1', error: failure(samples, errors.down) }];
  const [first = app('shop-pr42')] = fleet;
  const card = (id: string, report: Exclude<Report, { kind: 'operation' }>): PreviewState => ({
    id: `answer-${id}`,
    group: 'Answers',
    kind: 'private',
    content: reportCard(report, t, everything),
  });
  const idleTitle = t('idle.title', { count: 3, since: t('unit.hours', { count: 1 }) });
  const history = {
    id: '1',
    at: at('08:50'),
    key: 'k',
    app: { key: first.ref, ref: first.ref },
    entryPoint: 'slack',
    correlationId: 'c',
  } as const;
  return [
    card('list', { kind: 'list', apps: fleet, failed: [] }),
    card('list-failed', { kind: 'list', apps: fleet.slice(0, 2), failed }),
    card('status', { kind: 'status', apps: [first], failed: [] }),
    card('why', { kind: 'why', apps: [whyApp(samples)], title: '', lines: [] }),
    card('plan', {
      kind: 'plan',
      title: say('In the next 24 h', 'Dans les 24 h'),
      lines: [],
      from: at('09:05'),
      until: at('09:05', 24),
      observe: false,
      items: [
        { ref: first.ref, name: 'shop-pr42', action: 'sleep', at: at('09:20'), reason: 'idle', text: '' },
        {
          ref: 'scalingo/osc-fr1/shop-pr57',
          name: 'shop-pr57',
          action: 'wake',
          at: at('07:00', 24),
          reason: 'hours',
          text: '',
        },
      ],
    }),
    card('idle', {
      kind: 'idle',
      title: idleTitle,
      lines: [],
      apps: idleApps,
      notMeasurable: [],
      unread: [],
      failed: [],
    }),
    card('history', {
      kind: 'history',
      entries: [
        {
          ...history,
          name: 'app_woken',
          actor: `slack:${ana}`,
          sentence: t('event.app_woken', { actor: ana, app: 'shop-pr42' }),
        },
        {
          ...history,
          name: 'app_slept',
          actor: 'rule:2',
          sentence: t('event.app_slept', { actor: t('actor.rule', { id: 2 }), app: 'shop-pr42' }),
        },
      ],
    }),
    card('question', {
      kind: 'question',
      text: t('question.which', { typed: 'shop', count: 2 }),
      candidates: [
        { ref: 'scalingo/osc-fr1/shop', command: 'wake scalingo/osc-fr1/shop' },
        { ref: 'clever-cloud/par/shop', command: 'wake clever-cloud/par/shop' },
      ],
      error: failure(samples, errors.unknown),
    }),
    card('unknown-app', { kind: 'error', error: failure(samples, errors.unknown), tries: ['wake shop-pr42'] }),
    {
      id: 'answer-broken',
      group: 'Answers',
      kind: 'private',
      content: noteCard(t('slack.broken', { reference: '7F3K2A' })),
    },
    { id: 'answer-stranger', group: 'Answers', kind: 'private', content: noteCard(t('slack.other_workspace')) },
  ];
}

/** What the core tells without any account, in its own words. */
async function coreStates({ t, language, timezone, say }: Samples): Promise<readonly PreviewState[]> {
  const config: Config = {
    ...defaultConfig,
    language,
    timezone,
    access: { ...defaultConfig.access, admins: [ana] },
  };
  const paastis = await createPaastis(config, { clock: systemClock, log: silentLog, store: { memory: true } });
  const show = (id: string, report: Report): PreviewState => {
    if (report.kind === 'operation') throw new Error(`Nothing can be done without an account: ${id}`);
    return { id: `answer-${id}`, group: 'Answers', kind: 'private', content: reportCard(report, t, everything) };
  };
  const ask = (line: string, kind: 'member' | 'guest' = 'member') => {
    const standing = { kind, groups: [], workspaceAdmin: false };
    return paastis.run(line, { actor: `slack:${ben}`, entryPoint: 'slack', language, standing });
  };
  try {
    const savings = await ask('savings week');
    if (savings.kind !== 'savings') throw new Error('There are no savings to draw from');
    const facts = [
      { label: say('asleep', 'sommeil'), text: say('690 h, 12 apps', '690 h, 12 apps') },
      { label: say('money', 'argent'), text: say('10.60 € at list price', '10,60 € au prix public') },
    ];
    const title = say('10.60 € saved in the last 7 days', '10,60 € économisés ces 7 derniers jours');
    return [
      show('help', await ask('help')),
      show('help-wake', await ask('help wake')),
      show('unknown-verb', await ask('wkae shop')),
      show('guest', await ask('list', 'guest')),
      show('doctor', await ask('doctor')),
      show('savings-none', savings),
      show('savings', { ...savings, title, facts, chart: bars(say) }),
    ];
  } finally {
    await paastis.close({ graceMs: 0 });
  }
}

function digestStates(samples: Samples): readonly PreviewState[] {
  const { t } = samples;
  const card = (id: string, content: Card): PreviewState => ({
    id: `digest-${id}`,
    group: 'Digests',
    kind: 'channel',
    content,
  });
  const enforce = digest(samples, 'enforce');
  const observe = digest(samples, 'observe');
  const lines = freshLines(enforce.digest, new Map());
  const [first, second, third] = lines;
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('The samples have three idle apps');
  const names = (line: typeof first) => ({ ref: line.ref, name: line.name });
  const done = [
    { ...names(first), kind: 'asleep', actor: `slack:${ana}`, at: at('09:04') },
    { ...names(second), kind: 'never', actor: `slack:${ben}` },
    { ...names(third), kind: 'kept', actor: `slack:${ana}`, until: at('07:00', 24) },
  ] as const;
  const shared = { mentions: true, mode: { mode: 'enforce' } } as const;
  return [
    card('fresh', digestCard({ ...shared, report: enforce, lines, buttons: 'all' }, t)),
    card('clicked', digestCard({ ...shared, report: enforce, lines: done, buttons: 'all' }, t)),
    card('old', digestCard({ ...shared, report: enforce, lines, buttons: 'none' }, t)),
    card('observing', digestCard({ ...shared, report: observe, lines, buttons: 'all', mode: { mode: 'observe' } }, t)),
  ];
}

function courtesyStates({ t, timezone, now }: Samples): readonly PreviewState[] {
  const look = { t, timezone, now };
  const notice = {
    id: 'n1',
    apps: fleet.slice(0, 2).map(({ ref, name, url = '', pricePerHour = 0 }) => ({ ref, name, url, pricePerHour })),
    group: 'pr42',
    channel: '#shop',
    people: [`slack:${ana}`],
    reason: 'idle',
    sleepsAt: at('09:15'),
  } as const;
  const card = (id: string, content: Card): PreviewState => ({
    id: `courtesy-${id}`,
    group: 'Before sleeping',
    kind: 'channel',
    content,
  });
  return [
    card('soon', noticeCard(notice, look)),
    card('working', workingCard(notice, ana, look)),
    card('asleep', endCard({ id: 'n1', outcome: 'asleep', at: at('09:15') }, notice, look)),
    card('kept', endCard({ id: 'n1', outcome: 'kept', by: `slack:${ana}`, until: at('11:05') }, notice, look)),
    card('used', endCard({ id: 'n1', outcome: 'used', at: at('09:12') }, notice, look)),
    card('failed', endCard({ id: 'n1', outcome: 'failed', reason: 'one_off' }, notice, look)),
  ];
}

function formStates(samples: Samples): readonly PreviewState[] {
  const { t, timezone, now } = samples;
  const reader = { t, timezone, now };
  const modal = (id: string, content: types.ModalView): PreviewState => ({
    id: `form-${id}`,
    group: 'Forms',
    kind: 'modal',
    content,
  });
  const form = (verb: FormVerb, apps = fleet.slice(0, 0), note?: string) =>
    commandForm({ metadata: { v: 1, verb }, apps, ...(note !== undefined && { note }) }, reader);
  return [
    modal('wake', form('wake')),
    modal('wake-from-message', form('wake', fleet.slice(0, 2), t('modals.many_in_message', { count: 2 }))),
    modal('sleep', form('sleep', fleet.slice(0, 1))),
    modal('keep', form('keep')),
    modal('status', form('status')),
    modal('why', form('why')),
    modal('search', withOptions(form('wake'), samples)),
  ];
}

/** What the searching select shows, put into it: Slack asks for it letter by letter. */
function withOptions(view: types.ModalView, { t, timezone, now }: Samples): types.ModalView {
  const option_groups = appOptionGroups({ apps: fleet, typed: '', verb: 'wake' }, { t, timezone, now });
  const blocks = view.blocks.map((block) =>
    'element' in block && block.element.type === 'multi_external_select'
      ? {
          ...block,
          element: { type: 'multi_static_select' as const, action_id: block.element.action_id ?? '', option_groups },
        }
      : block,
  );
  return { ...view, blocks };
}

function homeStates(samples: Samples): readonly PreviewState[] {
  const { t } = samples;
  const home = (id: string, content: types.HomeView | types.ModalView): PreviewState => ({
    id: `home-${id}`,
    group: 'App Home',
    kind: content.type,
    content,
  });
  const state = {
    user: ana,
    favourites: [fleet[0]?.ref ?? ''],
    filter: 'all',
    page: 0,
    actions: [
      { at: at('08:50'), actor: `slack:${ana}`, sentence: t('event.app_woken', { actor: ana, app: 'shop-pr42' }) },
    ],
    may: everything,
  } as const;
  const many = Array.from({ length: 75 }, (_, index) => app(`shop-pr${index + 100}`, { idleSeconds: index * 1_000 }));
  const failed = [{ provider: 'scalingo', region: 'osc-fr1', error: failure(samples, errors.down) }];
  const endingTokens = [{ region: 'clever-cloud/par', endsAt: at('09:00', 30) }];
  const [first = app('shop-pr42')] = fleet;
  const reader = { t, favourites: [], may: everything };
  return [
    home('fleet', homeView({ ...state, overview: overview() }, t)),
    home(
      'observing',
      homeView({ ...state, overview: overview({ mode: 'observe', savedEur: 0, wouldSaveEur: 38 }) }, t),
    ),
    home('problems', homeView({ ...state, overview: overview({ failed, endingTokens }) }, t)),
    home('pages', homeView({ ...state, page: 1, overview: overview({ apps: many }) }, t)),
    home('empty', homeView({ ...state, actions: [], overview: overview({ apps: [] }) }, t)),
    home('guest', refusedView({ allowed: false, reason: 'guest', ask: [ana] }, t)),
    home('broken', brokenView(t)),
    home('search', searchForm(t)),
    home('app', appForm(first, reader)),
    home('settings', settingsForm({ overview: overview(), suggestions: ['scalingo/osc-fr1/blog'] }, t)),
  ];
}
