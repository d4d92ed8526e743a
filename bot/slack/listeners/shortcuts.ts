import type { App } from '@slack/bolt';
import type { SlackContext } from '../context.ts';

/** The global and the message shortcut. */
export function registerShortcuts(_app: App, _context: SlackContext): void {}
