import { knownKeys, settingsJsonSchema, settingsPaths } from '../../../core/settings/json-schema.ts';

describe('the JSON Schema of the settings', () => {
  it('describes what people write, with defaults in their words', () => {
    expect(settingsJsonSchema()).toMatchObject({
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
