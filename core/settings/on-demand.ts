import type * as schema from './json-schema.ts';
import type * as reading from './parse.ts';

// Loaded when asked for: a program without a settings file needs neither YAML nor the schema, and keeps 5 MB.

export const parseSettings: typeof reading.parseSettings = async (text, source) =>
  (await import('./parse.ts')).parseSettings(text, source);

export const readSettings: typeof reading.readSettings = async (text, source) =>
  (await import('./parse.ts')).readSettings(text, source);

export async function settingsJsonSchema(): Promise<ReturnType<typeof schema.settingsJsonSchema>> {
  return (await import('./json-schema.ts')).settingsJsonSchema();
}
