import type { App } from '@slack/bolt';
import type { SlackContext } from '../context.ts';

/** The searching select of apps. */
export function registerOptions(_app: App, _context: SlackContext): void {}
