import type { App } from '@slack/bolt';
import type { SlackContext } from '../context.ts';

/** Forms: opened, submitted, closed. */
export function registerModals(_app: App, _context: SlackContext): void {}
