import { type ApiAnswer, jsonAnswer } from '../../server.ts';

/** v2's body for errors and for the successes of actions. */
export function messageAnswer(status: number, id: number, message: string, type = 'error'): ApiAnswer {
  return jsonAnswer(status, { id, message, type });
}

export function successAnswer(message: string, more: Readonly<Record<string, string>> = {}): ApiAnswer {
  return jsonAnswer(200, { id: 200, message, type: 'success', ...more });
}

/** v4's body for errors. */
export function v4Error(status: number, code: string, error: string, requestId: string): ApiAnswer {
  return jsonAnswer(status, { apiRequestId: requestId, code, error, context: { type: 'empty' } });
}

/** The same refusal in the words of the version that was called. */
export function errorAnswer(path: string, status: number, id: number, message: string, requestId: string): ApiAnswer {
  if (path.startsWith('/v4/')) return v4Error(status, `clever.simulator.${id}`, message, requestId);
  return messageAnswer(status, id, message);
}

/** Credentials are refused in front of both versions: v2's three fields everywhere, v4's as well below /v4. */
export function refusedAnswer(path: string, status: number, requestId: string): ApiAnswer {
  const body = { id: 2001, message: 'Not connected', type: 'error' };
  if (!path.startsWith('/v4/')) return jsonAnswer(status, body);
  const v4 = { apiRequestId: requestId, code: 'clever.core.unauthorized', context: { type: 'empty' } };
  return jsonAnswer(status, { ...body, ...v4, error: 'Not connected' });
}
