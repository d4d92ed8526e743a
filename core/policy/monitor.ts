const MINUTE_MS = 60_000;

/** Requests at one instant, or in the minute that ends there. */
export interface Hit {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly count: number;
  /** What asked, where the vendor tells: the same for the same caller and path. */
  readonly source?: string;
}

export interface WithoutMonitor {
  /** What is left: requests of people, as far as can be told. */
  readonly hits: readonly Hit[];
  /** How often the monitor asks; absent: none was found. */
  readonly everyMs?: number;
}

/** Fewer beats than this may be chance: of one and the same caller, and of whoever asked. */
const LEAST_BEATS_OF_ONE = 6;
const LEAST_BEATS = 9;

const LONGEST_EVERY = 60;

/** An open page may ask every minute by itself: that rhythm is a monitor's only when the source says so. */
const SHORTEST_EVERY = 2;
const saysMonitor = /uptime|pingdom|statuscake|monitor|healthcheck|blackbox|checkly|site24x7|updown/i;

/** A monitor asks for a page or a few; whoever asks for more loads pages with all they show. */
const MOST_PER_BEAT = 5;

/** Of the beats, this share has the same count; a visitor may come in the minute of a beat. */
const SAME_COUNT_SHARE = 0.7;

/** A visitor who came at random would make such a row less often than this. */
const MOST_CHANCE = 2e-4;

/**
 * Of the distances, this share is exactly the monitor's: machines keep time, and people only seem to for a while. Of a
 * long row less is enough.
 */
const EXACT_SHARE = 0.75;
const EXACT_SHARE_OF_MANY = 0.5;
const MANY_BEATS = 12;

/** Jitter moves a beat by a minute at most, to either side, and does not add up over so many. */
const JITTER_BEATS = 5;
const MOST_JITTER = 2;

/** With so much of a quicker rhythm there too, every fourth request of an open page is no monitor. */
const QUICKER_SHARE = 0.7;

/** Minutes since 1970 to requests in them. */
type Minutes = ReadonlyMap<number, number>;

interface Rhythm {
  readonly every: number;
  /** The latest first. */
  readonly beats: readonly number[];
  readonly perBeat: number;
}

/**
 * Leaves out the requests of an uptime monitor: a small constant number of them at a constant distance, going on to the
 * end of the window. Whatever breaks the rhythm stays, and so does what comes on top in the minute of a beat.
 * @param window what the hits are complete for, ISO 8601, UTC
 */
export function withoutMonitor(
  hits: readonly Hit[],
  window: { readonly since: string; readonly until: string },
): WithoutMonitor {
  const end = minuteOf(window.until);
  const bySource = Map.groupBy(hits, ({ source }) => source);
  let everyMs: number | undefined;
  const left = [...bySource].flatMap(([source, own]) => {
    const rhythm = findRhythm(countMinutes(own), end, {
      shortest: source !== undefined && saysMonitor.test(source) ? 1 : SHORTEST_EVERY,
      leastBeats: source === undefined ? LEAST_BEATS : LEAST_BEATS_OF_ONE,
    });
    if (rhythm === undefined) return own;
    everyMs = Math.min(everyMs ?? Number.POSITIVE_INFINITY, rhythm.every * MINUTE_MS);
    return leaveOut(own, rhythm);
  });
  if (everyMs === undefined) return { hits };
  return { hits: left.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)), everyMs };
}

function minuteOf(at: string): number {
  return Math.floor(Date.parse(at) / MINUTE_MS);
}

function countMinutes(hits: readonly Hit[]): Minutes {
  const minutes = new Map<number, number>();
  for (const { at, count } of hits) {
    if (count > 0) minutes.set(minuteOf(at), (minutes.get(minuteOf(at)) ?? 0) + count);
  }
  return minutes;
}

interface Bounds {
  /** In minutes. */
  readonly shortest: number;
  readonly leastBeats: number;
}

/** The one with most beats: a monitor of every 5 min also fits every 10. */
function findRhythm(minutes: Minutes, end: number, bounds: Bounds): Rhythm | undefined {
  let best: Rhythm | undefined;
  for (let every = bounds.shortest; every <= LONGEST_EVERY; every++) {
    for (let last = end + 1; last >= end - every - 1; last--) {
      if (!minutes.has(last)) continue;
      const rhythm = readRhythm(minutes, { last, every, ...bounds });
      if (rhythm !== undefined && rhythm.beats.length > (best?.beats.length ?? 0)) best = rhythm;
    }
  }
  return best;
}

function readRhythm(
  minutes: Minutes,
  { last, every, leastBeats }: Bounds & { readonly last: number; readonly every: number },
): Rhythm | undefined {
  const row = walkBack(minutes, last, every);
  const perBeat = commonCount(row, minutes);
  const beats = row.filter((minute) => (minutes.get(minute) ?? 0) >= perBeat);
  const same = beats.filter((minute) => minutes.get(minute) === perBeat);
  if (beats.length < leastBeats || perBeat > MOST_PER_BEAT) return undefined;
  if (same.length < SAME_COUNT_SHARE * row.length) return undefined;
  if (exactShare(row, every) < (row.length < MANY_BEATS ? EXACT_SHARE : EXACT_SHARE_OF_MANY)) return undefined;
  // Every minute is what its source says: there is no other minute to compare with.
  if (every >= SHORTEST_EVERY && chanceOf(beats, minutes, every) > MOST_CHANCE) return undefined;
  return isPartOfQuicker(minutes, beats, every) ? undefined : { every, beats, perBeat };
}

/** A beat left out leaves a distance of two. */
function exactShare(row: readonly number[], every: number): number {
  const distances = row.slice(1).map((minute, index) => (row[index] ?? 0) - minute);
  return distances.filter((distance) => distance % every === 0).length / distances.length;
}

function isPartOfQuicker(minutes: Minutes, beats: readonly number[], every: number): boolean {
  const [latest = 0, first = 0] = [beats[0], beats.at(-1)];
  for (let quicker = 1; quicker <= every / 2; quicker++) {
    if (every % quicker !== 0) continue;
    const points = Math.floor((latest - first) / quicker) + 1;
    const there = Array.from({ length: points }, (_, index) => latest - index * quicker).filter((at) =>
      minutes.has(at),
    );
    if (there.length >= QUICKER_SHARE * points) return true;
  }
  return false;
}

/** From the last beat to the first; once enough were seen in a row, a single one may be missing. */
function walkBack(minutes: Minutes, last: number, every: number): readonly number[] {
  const beats = [last];
  const shifts: number[] = [];
  for (let minute = last; ; ) {
    const shift = [0, -1, 1].find((by) => minutes.has(minute - every + by) && isSteady([...shifts, by]));
    const missed = shift === undefined && beats.length >= LEAST_BEATS_OF_ONE && minutes.has(minute - 2 * every);
    if (shift === undefined && !missed) return beats;
    minute -= missed ? 2 * every : every - (shift ?? 0);
    beats.push(minute);
    shifts.push(shift ?? 0);
  }
}

function isSteady(shifts: readonly number[]): boolean {
  return Math.abs(shifts.slice(-JITTER_BEATS).reduce((sum, shift) => sum + shift, 0)) <= MOST_JITTER;
}

function commonCount(beats: readonly number[], minutes: Minutes): number {
  const byCount = Map.groupBy(beats, (minute) => minutes.get(minute) ?? 0);
  const [common] = [...byCount].sort(([a, as], [b, bs]) => bs.length - as.length || a - b);
  return common?.[0] ?? 0;
}

/** How often somebody who asks in as many minutes, but at random ones, would ask in all of these. */
function chanceOf(beats: readonly number[], minutes: Minutes, every: number): number {
  const [latest = 0, first = 0] = [beats[0], beats.at(-1)];
  const busy = [...minutes.keys()].filter((minute) => first <= minute && minute <= latest).length;
  const share = busy / (latest - first + 1);
  return beats.slice(1).reduce((chance, minute, index) => {
    const exact = (beats[index] ?? 0) - minute === every;
    return chance * Math.min(1, exact ? share : 3 * share);
  }, share);
}

/** In the minute of a beat as many requests go as a beat has; what is on top stays at its latest instant. */
function leaveOut(hits: readonly Hit[], { beats, perBeat }: Rhythm): readonly Hit[] {
  const toLeave = new Map(beats.map((minute) => [minute, perBeat]));
  return hits.flatMap((hit) => {
    const minute = minuteOf(hit.at);
    const leaving = Math.min(hit.count, toLeave.get(minute) ?? 0);
    if (leaving === 0) return [hit];
    toLeave.set(minute, (toLeave.get(minute) ?? 0) - leaving);
    return hit.count > leaving ? [{ ...hit, count: hit.count - leaving }] : [];
  });
}
