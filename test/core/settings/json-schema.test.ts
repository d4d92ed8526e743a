import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { knownKeys, settingsJsonSchema, settingsPaths } from '../../../core/settings/json-schema.ts';

/** As an editor checks a file: by the schema alone. */
const editor = z.fromJSONSchema(settingsJsonSchema());

const accepts = (text: string) => editor.safeParse(parse(text)).success;

describe('the JSON Schema of the settings', () => {
  it('describes what people write, with defaults in their words', () => {
    expect(settingsJsonSchema()).toMatchObject({
      title: 'Settings of Paastis',
      type: 'object',
      additionalProperties: false,
      properties: {
        mode: { enum: ['observe', 'enforce'], default: 'observe' },
        defaults: { properties: { idle_after: { type: 'string', default: '30m' } } },
      },
    });
    expect(JSON.stringify(settingsJsonSchema())).not.toContain('1800000');
  });

  it('demands no key that has a default', () => {
    expect(settingsJsonSchema()).not.toHaveProperty('required');
  });

  it('describes every key', () => {
    const undescribed: string[] = [];
    const walk = (node: unknown, path: string) => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        const properties = key === 'properties' && typeof value === 'object' && value !== null ? value : {};
        for (const [name, each] of Object.entries(properties))
          if (typeof each === 'object' && each !== null && !('description' in each))
            undescribed.push(`${path}.${name}`);
        walk(value, key === 'properties' ? path : `${path}.${key}`);
      }
    };

    walk(settingsJsonSchema(), '');

    expect(undescribed).toEqual([]);
  });

  it('knows the keys at each place', () => {
    expect(knownKeys([])).toContain('digests');
    expect(knownKeys(['rules', 0, 'ready'])).toEqual(['path', 'timeout']);
    expect(knownKeys(['providers', 1])).toEqual(expect.arrayContaining(['token', 'auth_url', 'owner']));
    expect(knownKeys(['nowhere'])).toEqual([]);
  });

  it('lists every path once', () => {
    const paths = settingsPaths();

    expect(paths).toEqual(expect.arrayContaining(['providers[].type', 'rules[].ready.path', 'defaults.manage']));
    expect(new Set(paths).size).toBe(paths.length);
  });
});

describe('an editor with the schema', () => {
  it('accepts the whole example of the documentation', () => {
    const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
    const examples = Array.from(page.matchAll(/```yaml\n([\s\S]*?)```/g), ([, text = '']) => text);

    expect(examples.length).toBeGreaterThan(0);
    expect(examples.filter((text) => !accepts(text))).toEqual([]);
  });

  it.each([
    'rules: [{ match: a, hours: Mon-Fri }]',
    'rules: [{ match: a, hours: "Mon-Thu 8:00-19:00; fri,Sat 10:00-24:00" }]',
    'rules: [{ match: a, hours: "08:00-12:00,14:00-18:00" }]',
    `rules: [{ match: a, hours: "\${TEAM_HOURS}", idle_after: "\${IDLE}" }]`,
    'rules: [{ match: a, formation: { web: 2, worker: "1:S" } }]',
    "digests: [{ channel: '#équipe', at: Mon-Fri 09:00 }]",
  ])('accepts %s', (text) => {
    expect(accepts(text)).toBe(true);
  });

  it.each([
    'langage: fr',
    'mode: enforced',
    'rules: [{ match: a, idle_after: 15 }]',
    'rules: [{ match: a, idle_after: 15 minutes }]',
    'rules: [{ match: a, hours: always }]',
    'rules: [{ match: a, hours: Mon-Fri 8h-19h }]',
    'rules: [{ manage: true }]',
    'providers: [{ type: scalingo }]',
    'providers: [{ type: heroku, token: a }]',
    'digests: [{ channel: "#a", at: Mon-Fri }]',
    'prices: { scalingo/osc-fr1: { M: free } }',
  ])('marks %s', (text) => {
    expect(accepts(text)).toBe(false);
  });
});
