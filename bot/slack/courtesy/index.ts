import type { App } from '@slack/bolt';
import type { CourtesyDesk } from '../../../core/index.ts';
import type { SlackContext } from '../context.ts';

/** Registers the buttons of notices. @returns what posts and edits them */
export function registerCourtesy(_app: App, _context: SlackContext): CourtesyDesk {
  return { announce: async () => undefined, ended: async () => undefined };
}
