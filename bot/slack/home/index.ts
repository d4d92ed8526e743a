import type { App } from '@slack/bolt';
import type { SlackContext } from '../context.ts';

/** The App Home: a console of its own for each person. */
export function registerHome(_app: App, _context: SlackContext): void {}
