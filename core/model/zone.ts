const DAY_MS = 86_400_000;

/** A date and a time on the wall of some place. Months count from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** Building one costs a hundred times what using it does. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
  const known = formats.get(timezone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  formats.set(timezone, format);
  return format;
}

/** What the clock on the wall shows there at that instant. */
export function wallTimeAt(instant: Date, timezone: string): WallTime {
  const parts = Object.fromEntries(
    formatOf(timezone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    hour: Number(parts.hour),
    minute: Number(parts.minute),
  };
}

/**
 * The instant at which the wall shows that. A time that a daylight-saving change skips is read as much later as the
 * change is long (2:30 becomes 3:30); of one that comes twice, the first is taken.
 */
export function instantOf(wall: WallTime, timezone: string): Date {
  const asUtcMs = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  const before = asUtcMs - offsetMs(asUtcMs - DAY_MS, timezone);
  const after = asUtcMs - offsetMs(asUtcMs + DAY_MS, timezone);
  const fitting = [before, after].filter((ms) => offsetMs(ms, timezone) === asUtcMs - ms);
  return new Date(fitting.length > 0 ? Math.min(...fitting) : before);
}

/** How far the wall there is ahead of UTC at that instant. */
function offsetMs(instantMs: number, timezone: string): number {
  const wall = wallTimeAt(new Date(instantMs), timezone);
  const wallMs = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  return wallMs - Math.floor(instantMs / 60_000) * 60_000;
}
