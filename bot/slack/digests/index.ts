import type { App } from '@slack/bolt';
import { createTranslate, type DigestDesk } from '../../../core/index.ts';
import { reportCard } from '../cards/report.ts';
import type { SlackContext } from '../context.ts';

/** Registers the buttons of digests. @returns what posts one that is due */
export function registerDigests(_app: App, { background, language }: SlackContext): DigestDesk {
  return {
    deliver: async ({ channel, report }) => {
      await background.chat.postMessage({
        channel: channel.replace(/^slack:/, ''),
        ...reportCard(report, createTranslate(language)),
      });
      return { outcome: 'sent' };
    },
    tidy: async () => undefined,
  };
}
