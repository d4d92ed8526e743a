export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Below these, keys are names somebody chose and not words of the description. */
const named = new Set(['paths', 'properties', 'responses', 'content', 'schemas', 'parameters']);

/**
 * The same description as a JSON Schema that admits nothing undescribed: `nullable` becomes a choice, and objects whose
 * fields are told have no others. GitHub would let a wrong field pass in silence; a test must not.
 */
export function sealed(value: unknown, names = false): unknown {
  if (Array.isArray(value)) return value.map((each) => sealed(each));
  if (!isRecord(value)) return value;
  const inner = Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, sealed(each, !names && named.has(key))]),
  );
  if (names) return inner;
  const { nullable, ...rest } = inner;
  const closed = isRecord(rest.properties) ? { additionalProperties: false, ...rest } : rest;
  return nullable === true ? { anyOf: [closed, { type: 'null' }] } : closed;
}

/** Accounts and forks go; the description knows that in some places only. */
const mayBeGone: readonly (readonly [schema: string, ...path: string[]])[] = [
  ['pull-request', 'user'],
  ['pull-request', 'head', 'repo'],
  ['pull-request', 'head', 'user'],
  ['pull-request-simple', 'head', 'repo'],
  ['labeled-issue-event', 'actor'],
  ['unlabeled-issue-event', 'actor'],
  ['state-change-issue-event', 'actor'],
  ['review-requested-issue-event', 'actor'],
  ['review-requested-issue-event', 'review_requester'],
  ['timeline-comment-event', 'actor'],
  ['timeline-comment-event', 'user'],
  ['timeline-cross-referenced-event', 'actor'],
  ['timeline-reviewed-event', 'user'],
];

/** The description with what GitHub does and does not say there. */
export function correct(api: unknown): unknown {
  const nullable = mayBeGone.reduce(
    (whole, [schema, ...path]) => changed(whole, fieldPath(schema, path), (field) => ({ ...field, nullable: true })),
    api,
  );
  return ['validation-error', 'validation-error-simple'].reduce(
    (whole, schema) => changed(whole, fieldPath(schema, ['status']), () => ({ type: 'string' })),
    nullable,
  );
}

function fieldPath(schema: string, path: readonly string[]): readonly string[] {
  return ['components', 'schemas', schema, ...path.flatMap((name) => ['properties', name])];
}

function changed(
  value: unknown,
  [key, ...rest]: readonly string[],
  change: (field: Record<string, unknown>) => unknown,
): unknown {
  const record = isRecord(value) ? value : {};
  return key === undefined ? change(record) : { ...record, [key]: changed(record[key], rest, change) };
}
