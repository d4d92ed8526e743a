/** What is sent back; a string goes out as it is, anything else as JSON. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** As `Accept` asked for it; `application/json` unless told. */
  readonly media?: string;
}

const documentation = 'https://docs.github.com/rest';

export function problem(status: number, message: string): Answer {
  return { status, body: { message, documentation_url: documentation, status: String(status) } };
}

export const notFound = problem(404, 'Not Found');

/** One field that GitHub does not take. */
export function invalid(resource: string, field: string, message: string): Answer {
  return {
    status: 422,
    body: {
      message: 'Validation Failed',
      errors: [{ resource, code: 'unprocessable', field, message }],
      documentation_url: documentation,
      status: '422',
    },
  };
}

export function secondaryLimit(status: 403 | 429, retryAfterS: number | undefined): Answer {
  return {
    status,
    headers: retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) },
    body: {
      message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      documentation_url: `${documentation}/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits`,
      status: String(status),
    },
  };
}
