const unitsMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A year: longer is a typing mistake, and what would follow is beyond every timer. */
const LONGEST_MS = 366 * 86_400_000;

/** `90s`, `30m`, `2h`, `3d`, also joined as `1h30m`, to milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const wanted = text.trim().toLowerCase();
  if (!/^(\d{1,9}[smhd])+$/.test(wanted)) return undefined;
  const ms = [...wanted.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (unitsMs[unit ?? ''] ?? 0),
    0,
  );
  return ms <= LONGEST_MS ? ms : undefined;
}
