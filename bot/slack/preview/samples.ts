import { OperationError, type PaastisError, ProviderError } from '../../../core/errors.ts';
import {
  createTranslate,
  type DigestReport,
  errorReport,
  type Overview,
  type OverviewApp,
  type Report,
  type TargetResult,
  type Translate,
  UserError,
  type WhyApp,
} from '../../../core/index.ts';
import type { Reading } from './mrkdwn.ts';

/** Everything that the states are drawn from, in one language, at a fixed time: a Monday morning in Paris. */
export interface Samples extends Reading {
  readonly t: Translate;
  /** What stands in no catalogue, because the core or a vendor writes it. */
  readonly say: (en: string, fr: string) => string;
}

export const ana = 'U0ANA000001';
export const ben = 'U0BEN000001';

export function samplesOf(language: Reading['language']): Samples {
  return {
    language,
    t: createTranslate(language),
    timezone: 'Europe/Paris',
    now: new Date('2026-11-23T09:05:00.000Z'),
    say: (en, fr) => (language === 'fr' ? fr : en),
  };
}

/** @param time of the sample's day, `08:30` UTC */
export function at(time: string, day = 23): string {
  return `2026-11-${day}T${time}:00.000Z`;
}

export function app(name: string, changes: Partial<OverviewApp> = {}): OverviewApp {
  const { provider = 'scalingo', region = 'osc-fr1' } = changes;
  const host = provider === 'scalingo' ? `${region}.scalingo.io` : 'cleverapps.io';
  return {
    ref: `${provider}/${region}/${name}`,
    name,
    provider,
    region,
    status: 'running',
    managed: true,
    protected: false,
    url: `https://${name.toLowerCase()}.${host}`,
    rule: 'shop-pr*',
    pricePerHour: 0.0166,
    ...changes,
  };
}

const formation = { web: { amount: 1, size: 'S' }, worker: { amount: 1, size: 'S' } };
const snapshot = { formation, takenAt: at('17:40', 22), actor: 'rule:2' };
const next = { action: 'sleep', at: at('09:20'), reason: 'idle' } as const;

/** A small fleet in every state there is. */
export const fleet: readonly OverviewApp[] = [
  app('shop-pr42', { review: { parent: 'shop', pullRequest: 42 }, formation, next, idleSeconds: 900, group: 'pr42' }),
  app('shop-api-PR-42', {
    provider: 'clever-cloud',
    region: 'par',
    idleSeconds: 960,
    group: 'pr42',
    rule: 'shop-api-pr-*',
  }),
  app('shop-pr57', { status: 'asleep', snapshot, review: { parent: 'shop', pullRequest: 57 } }),
  app('shop-production', { protected: true, rule: '*-production', pricePerHour: 0.1328, idleSeconds: 30 }),
  app('blog', { status: 'crashed', managed: false, pricePerHour: 0.0083 }),
  app('intranet', { status: 'deploying', idleSeconds: 0 }),
  app('demo', { provider: 'clever-cloud', region: 'par', status: 'stopped' }),
  app('landing', { provider: 'clever-cloud', region: 'par', status: 'waking' }),
  app('<!channel> & co', { provider: 'clever-cloud', region: 'par', status: 'new', url: 'https://co.cleverapps.io' }),
];

export const idleApps: readonly OverviewApp[] = [
  app('shop-pr38', { idleSeconds: 290_000, pricePerHour: 0.0332 }),
  app('old-demo', { idleSeconds: 1_200_000, managed: false }),
  app('shop-jobs', { idleSeconds: 7_300, pricePerHour: 0.0083 }),
];

export function overview(changes: Partial<Overview> = {}): Overview {
  return {
    at: at('09:05'),
    mode: 'enforce',
    apps: fleet,
    failed: [],
    savedEur: 41.3,
    readAt: at('09:05'),
    ...changes,
  };
}

type OperationReport = Extract<Report, { kind: 'operation' }>;

export function result(name: string, changes: Partial<TargetResult> = {}): TargetResult {
  return {
    ref: `scalingo/osc-fr1/${name}`,
    name,
    before: 'asleep',
    after: 'running',
    changed: true,
    seconds: 24,
    reason: '',
    url: `https://${name}.osc-fr1.scalingo.io`,
    pricePerHour: 0.0332,
    ...changes,
  };
}

export function operation(verb: OperationReport['verb'], results: readonly TargetResult[]): OperationReport {
  return { kind: 'operation', verb, results };
}

export function woken({ t }: Samples, name: string): TargetResult {
  const words = { duration: t('unit.seconds', { count: 24 }), formation: 'web:1:S worker:1:S' };
  return result(name, { reason: t('result.woken', words) });
}

export function slept({ t }: Samples, name: string): TargetResult {
  const words = { duration: t('unit.seconds', { count: 6 }), formation: 'web:1:S worker:1:S' };
  return result(name, { before: 'running', after: 'asleep', seconds: 6, reason: t('result.slept', words) });
}

export function failure({ t }: Samples, error: PaastisError): TargetResult['error'] & object {
  return errorReport(error, t);
}

export const errors = {
  timeout: new OperationError('wake_timeout', 'no answer', { context: { app: 'shop-pr57' } }),
  refused: new OperationError('sleep_refused', 'in use', { context: { app: 'shop-pr42', reason: 'in_use' } }),
  unknown: new UserError('app_unknown', 'unknown', { context: { app: 'shpo-pr42', candidates: ['shop-pr42'] } }),
  down: new ProviderError('provider_unavailable', 'down', { context: { region: 'scalingo/osc-fr1' } }),
} as const;

/** Why an app is awake, as the core tells it. */
export function whyApp({ say, t }: Samples): WhyApp {
  return {
    ref: 'scalingo/osc-fr1/shop-pr42',
    name: 'shop-pr42',
    status: 'running',
    managed: true,
    action: 'none',
    reason: 'active',
    title: '',
    lines: [],
    verdict: say('In use: it was used 15 min ago.', 'Utilisée : elle a servi il y a 15 min.'),
    rule: { number: 2, match: 'shop-pr*' },
    ruleText: say(
      'Rule 2, shop-pr*: sleeps after 30 min unused',
      'Règle 2, shop-pr* : s’endort après 30 min sans usage',
    ),
    signals: [],
    readingText: say('read 5 s ago', 'lus il y a 5 s'),
    steps: [],
    chain: [
      { verdict: 'passes', text: say('not protected, no operation, managed', 'ni protégée, ni en opération, gérée') },
      { verdict: 'decides', text: say('used 15 min ago, limit 30 min', 'utilisée il y a 15 min, limite 30 min') },
    ],
    next,
    nextText: t('decision.idle'),
  };
}

/** Hours asleep by day. */
export function bars(say: Samples['say']) {
  return [94, 148, 160, 168, 120].map((value, day) => ({
    label: say(`${18 + day} Nov`, `${18 + day} nov.`),
    value,
    text: `${value} h`,
  }));
}

/** What a digest tells on a Monday. */
export function digest({ say }: Samples, mode: 'observe' | 'enforce'): DigestReport {
  const idle = idleApps.map(({ ref, name, idleSeconds = 0, pricePerHour = 0, managed }) => ({
    ref,
    name,
    idleSince: new Date(Date.parse(at('09:00')) - idleSeconds * 1_000).toISOString(),
    idleSeconds,
    pricePerHour,
    managed,
  }));
  const enable = ['mode: enforce'];
  const chart = bars(say);
  return {
    title: say('3 apps run and serve nobody', '3 apps tournent pour personne'),
    lines: [],
    chart,
    sections: [
      {
        kind: 'tokens',
        heading: say('Tokens about to end', 'Jetons qui expirent bientôt'),
        lines: [say('scalingo/osc-fr1: ends in 9 days', 'scalingo/osc-fr1 : expire dans 9 jours')],
      },
      ...(mode === 'enforce'
        ? []
        : [
            {
              kind: 'would_be' as const,
              heading: say('After 7 days of observing', 'Après 7 jours d’observation'),
              lines: [say('12 apps would have slept 690 h: 10.60 €', '12 apps auraient dormi 690 h : 10,60 €')],
              code: enable,
            },
          ]),
      {
        kind: 'slept',
        heading: say('Fell asleep', 'Endormies'),
        lines: [say('shop-pr57, by rule 2', 'shop-pr57, par la règle 2')],
      },
    ],
    digest: {
      since: at('08:00', 20),
      until: at('08:00'),
      mode,
      idle,
      slept: [],
      woken: [],
      orphans: [],
      failures: [],
      endingTokens: [],
      notMeasurable: [],
      fights: [],
      kept: [],
      ...(mode === 'observe' && {
        wouldBe: { days: 7, apps: 12, asleepHours: 690, eur: 10.6, listPrice: true, enable },
      }),
      empty: false,
    },
  };
}

/** The reader may do everything, so that every button is seen. */
export const everything = () => true;
