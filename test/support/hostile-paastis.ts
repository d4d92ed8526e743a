import type { Caller, OverviewApp, Paastis, Report } from '../../core/index.ts';
import { makeFacts, openAnswers } from './answers.ts';
import { fakePaastis, progressOf } from './fake-paastis.ts';
import { hostileWords } from './hostile-values.ts';
import { pick } from './random.ts';

const at = '2026-11-22T08:00:00.000Z';

/** A core whose apps, errors and words are the worst there could be; remembers nothing of what it is asked. */
export function hostilePaastis(clock: { delay(ms: number): Promise<void> }, random: () => number): Paastis {
  const word = () => pick(hostileWords, random) || 'shop';
  const facts = hostileWords
    .slice(0, 14)
    .map((name, index) =>
      makeFacts(
        { id: `id-${index}`, name: name || 'shop', url: `https://${word()}` },
        { status: index % 2 === 0 ? 'running' : 'asleep' },
      ),
    );
  const answers = openAnswers({ facts });
  const error = () => ({ code: 'provider_auth', message: word().repeat(3), remedy: word() });

  const operate = async (verb: 'wake' | 'sleep' | 'keep', { onProgress }: Caller): Promise<Report> => {
    const names = Array.from({ length: 1 + Math.floor(random() * 3) }, word);
    if (verb !== 'keep' && random() < 0.1)
      for (const phase of ['requesting', 'booting'] as const) {
        for (const [index, name] of names.entries())
          onProgress?.(progressOf(name, { ref: `scalingo/osc-fr1/${index}`, verb, phase, text: word() }));
        await clock.delay(2_500);
      }
    const results = names.map((name, index) => ({
      ref: `scalingo/osc-fr1/${index}-${name}`,
      name,
      before: 'asleep' as const,
      after: 'running' as const,
      changed: random() < 0.8,
      seconds: 25,
      reason: word(),
      url: pick([`https://${name}`, 'https://shop.example', word()], random),
      ...(random() < 0.2 ? { error: error() } : {}),
    }));
    return { kind: 'operation', verb, results };
  };

  const run = async (line: string, caller: Caller): Promise<Report> => {
    const verb = /^\s*(wake|sleep|keep)\b/i.exec(line)?.[1]?.toLowerCase();
    if (random() < 0.02) throw new Error(word());
    if (random() < 0.1) return { kind: 'error', error: error(), tries: [`wake ${word()}`, `status ${word()}`] };
    if (verb === 'wake' || verb === 'sleep' || verb === 'keep') {
      if (random() < 0.7) return operate(verb, caller);
      const candidates = Array.from({ length: 1 + Math.floor(random() * 8) }, (_, index) => ({
        ref: `scalingo/osc-fr1/${index}${word()}`,
        command: `${verb} scalingo/osc-fr1/${index}${word()}`,
      }));
      return { kind: 'question', text: `Which ${word()}?`, candidates, error: error() };
    }
    const { actor, entryPoint, language = 'en' } = caller;
    return answers.run(line, { actor, entryPoint, language });
  };

  const apps = (): OverviewApp[] =>
    hostileWords.map((name, index) => ({
      ref: `scalingo/osc-fr1/${name}`,
      name,
      provider: 'scalingo',
      region: 'osc-fr1',
      status: index % 3 === 0 ? 'asleep' : 'running',
      url: `https://${name}`,
      review: { parent: name, pullRequest: index },
      formation: { web: { amount: 1, size: 'S' } },
      managed: true,
      protected: index % 5 === 0,
      group: name,
      channel: name,
      people: [`slack:${word()}`],
    }));

  return fakePaastis(() => operate('wake', { actor: 'slack:U1', entryPoint: 'slack' }), {
    run,
    overview: async () => ({ at, mode: 'observe', apps: apps(), failed: [], savedEur: 12.5 }),
    digestOf: async () => {
      throw new Error(word());
    },
    may: () =>
      random() < 0.8
        ? { allowed: true }
        : { allowed: false, reason: 'operators', rule: { number: 1, match: word() }, ask: ['U0FAKE00009', word()] },
  });
}
