import { UserError } from '../core/index.ts';
import type { Invocation } from './arguments.ts';
import { type ManifestMode, slackManifest } from './slack/manifest.ts';
import { type Environment, readVariable } from './variables.ts';

type Asked = Extract<Invocation, { readonly kind: 'manifest' }>;

/**
 * What to paste at api.slack.com/apps, as YAML or JSON.
 * @throws {UserError} command_invalid when nobody says where Slack can reach the bot
 */
export async function printManifest(asked: Asked, env: Environment): Promise<string> {
  const manifest = slackManifest(asked.socket ? { mode: 'socket' } : atAddress(asked, env));
  if (asked.json) return JSON.stringify(manifest, undefined, 2);
  const { stringify } = await import('yaml');
  return stringify(manifest, { lineWidth: 0 }).trimEnd();
}

function atAddress({ url }: Asked, env: Environment): ManifestMode {
  const publicUrl = url ?? readVariable(env, 'PAASTIS_PUBLIC_URL');
  if (publicUrl === undefined) throw invalid('manifest: --url https://… (or PAASTIS_PUBLIC_URL) or --socket');
  // Slack itself calls nothing but https.
  if (!/^https:\/\/[^\s?#]+$/.test(publicUrl) || !URL.canParse(publicUrl))
    throw invalid(`--url ${publicUrl}: expected an address such as https://paastis.example.com`);
  return { mode: 'http', publicUrl };
}

function invalid(subject: string): UserError {
  return new UserError('command_invalid', subject, { context: { subject, reason: 'arguments' } });
}
