import type { types } from '@slack/bolt';
import { appOptionGroups, type FormVerb } from '../forms/app-options.ts';
import { commandForm } from '../forms/command-form.ts';
import { label } from '../forms/label.ts';
import { appForm, loadingForm, searchForm, settingsForm, whyForm } from '../home/forms.ts';
import { brokenView, homeView, refusedView } from '../home/view.ts';
import type { PreviewState } from './preview-state.ts';
import { ana, app, at, errors, everything, failure, fleet, overview, type Samples, whyApp } from './samples.ts';

export function formStates(samples: Samples): readonly PreviewState[] {
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
  const placeholder = label(t('modals.apps_placeholder'));
  const blocks = view.blocks.map((block) =>
    'element' in block && block.element.type === 'multi_external_select'
      ? {
          ...block,
          element: {
            type: 'multi_static_select' as const,
            action_id: block.element.action_id ?? '',
            placeholder,
            option_groups,
          },
        }
      : block,
  );
  return { ...view, blocks };
}

export function homeStates(samples: Samples): readonly PreviewState[] {
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
  const why = whyApp(samples);
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
    home('loading', loadingForm(t('home.why.title'), t)),
    home('why', whyForm({ kind: 'why', apps: [], title: why.verdict, lines: why.chain.map(({ text }) => text) }, t)),
    home('search', searchForm(t)),
    home('app', appForm(first, reader)),
    home('settings', settingsForm({ overview: overview(), suggestions: ['scalingo/osc-fr1/blog'] }, t)),
  ];
}
