import { type Logger, LogLevel } from '@slack/bolt';
import type { Log, Secret } from '../../core/index.ts';

/** Slack's tokens, and addresses that let anybody who reads them write into a channel. */
const secretShapes = /xox[a-z](?:\.xox[a-z])?-[\w-]+|xapp-[\w-]+|https:\/\/hooks\.slack(?:-gov)?\.com\/\S+/g;

/** Takes out of a text whatever must not be kept. */
export type Redact = (text: string) => string;

export function createRedact(secrets: readonly Secret[]): Redact {
  return (text) =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret.reveal(), '[secret]'), text)
      .replaceAll(secretShapes, '[secret]');
}

/** Bolt's and its client's own lines in our log. Their debug level prints whole bodies: it stays off. */
export function createBoltLogger(log: Log, redact: Redact): Logger {
  const line = (words: readonly unknown[]) => ({
    said: redact(words.map((word) => (word instanceof Error ? word.message : String(word))).join(' ')).slice(0, 500),
  });
  return {
    debug: () => undefined,
    info: (...words: readonly unknown[]) => log.debug(line(words), 'slack library'),
    warn: (...words: readonly unknown[]) => log.warn(line(words), 'slack library'),
    error: (...words: readonly unknown[]) => log.error(line(words), 'slack library'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  };
}
