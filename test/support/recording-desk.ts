import type { CourtesyDesk, CourtesyEnd, CourtesyNotice } from '../../core/engine/courtesy.ts';

export interface RecordingDesk extends CourtesyDesk {
  readonly notices: readonly CourtesyNotice[];
  readonly ends: readonly CourtesyEnd[];
}

/** Keeps what it is told. */
export function recordingDesk(changes: Partial<CourtesyDesk> = {}): RecordingDesk {
  const notices: CourtesyNotice[] = [];
  const ends: CourtesyEnd[] = [];
  return {
    notices,
    ends,
    announce: async (notice) => {
      notices.push(notice);
      await changes.announce?.(notice);
    },
    ended: async (end, notice) => {
      ends.push(end);
      await changes.ended?.(end, notice);
    },
  };
}
