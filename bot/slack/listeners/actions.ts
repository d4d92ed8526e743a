import type { App } from '@slack/bolt';
import type { SlackContext } from '../context.ts';

/** Buttons, selects and overflows of cards. */
export function registerActions(_app: App, _context: SlackContext): void {}
