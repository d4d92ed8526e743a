import { defaultConfig } from '../../../core/config.ts';
import { type Config, createPaastis, type Report, silentLog, systemClock } from '../../../core/index.ts';
import { type OperationView, outcomeCard, privateOutcomeCard, progressCard } from '../cards/operation.ts';
import type { Card } from '../cards/pieces.ts';
import { noteCard, reportCard } from '../cards/report.ts';
import type { PreviewState } from './preview-state.ts';
import {
  ana,
  app,
  at,
  bars,
  ben,
  digest,
  errors,
  everything,
  failure,
  fleet,
  idleApps,
  operation,
  result,
  type Samples,
  slept,
  whyApp,
  woken,
} from './samples.ts';

export function operationStates(samples: Samples): readonly PreviewState[] {
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

export function readingStates(samples: Samples): readonly PreviewState[] {
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
          reason: 'hours_begin',
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
    card('digest', { kind: 'digest', ...digest(samples, 'enforce') }),
    card('digest-schedule', {
      kind: 'digest_schedule',
      title: say('Digest here: Mon-Fri 09:00', 'Récapitulatif ici : Mon-Fri 09:00'),
      lines: [say('Next: tomorrow 09:00', 'Prochain : demain 09:00')],
      channel: 'slack:C0DEV000001',
      schedule: 'Mon-Fri 09:00',
      next: [at('08:00', 24)],
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
export async function coreStates({ t, language, timezone, say }: Samples): Promise<readonly PreviewState[]> {
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
      show('savings', { ...savings, title, facts, wouldBe: [], chart: bars(say) }),
    ];
  } finally {
    await paastis.close({ graceMs: 0 });
  }
}
