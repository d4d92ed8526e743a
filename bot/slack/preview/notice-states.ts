import type { Card } from '../cards/pieces.ts';
import { endCard, noticeCard, workingCard } from '../courtesy/view.ts';
import { freshLines } from '../digests/lines.ts';
import { digestCard } from '../digests/view.ts';
import { plainCard } from '../plain-layout.ts';
import type { PreviewState } from './preview-state.ts';
import { ana, at, ben, digest, fleet, type Samples } from './samples.ts';

export function digestStates(samples: Samples): readonly PreviewState[] {
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
    card('plain', plainCard(digestCard({ ...shared, report: enforce, lines, buttons: 'all' }, t))),
    card('old', digestCard({ ...shared, report: enforce, lines, buttons: 'none' }, t)),
    card('observing', digestCard({ ...shared, report: observe, lines, buttons: 'all', mode: { mode: 'observe' } }, t)),
  ];
}

export function courtesyStates({ t, timezone, now }: Samples): readonly PreviewState[] {
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
