import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { runCheck } from '../../bot/check.ts';

const corpora = resolve(import.meta.dirname, '../core/settings');

const env = {
  SCALINGO_API_TOKEN: 'tk-us-very-secret',
  CLEVER_API_TOKEN: 'very-secret',
  EMPTY: '',
  BROKEN_TOKEN: 'a\n',
};

async function check(cwd: string, request: { file?: string; json?: boolean } = {}, more: Record<string, string> = {}) {
  let stdout = '';
  const collect = new PassThrough().on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const code = await runCheck(
    { json: false, ...request },
    {
      env: { ...env, ...more },
      cwd,
      now: new Date('2026-11-22T09:00:00Z'),
      readFile: (path) => readFile(path, 'utf8').catch(() => undefined),
      stdout: collect,
    },
  );
  return { code, stdout };
}

const files = (folder: string) => readdirSync(join(corpora, folder)).filter((name) => name.endsWith('.yml'));

describe('paastis check', () => {
  it.each(files('faults'))('ends with 2 on %s and tells the place', async (file) => {
    const { code, stdout } = await check(join(corpora, 'faults'), { file });

    const text = await readFile(join(corpora, 'faults', file), 'utf8');
    const [, place] = /# expect (\d+:\d+)/.exec(text) ?? [];
    expect(code).toBe(2);
    expect(stdout).toContain(`  ${file}:${place} `);
    expect(stdout).not.toContain('very-secret');
  });

  it.each(files('warnings'))('ends with 0 on %s and tells the warning', async (file) => {
    const { code, stdout } = await check(join(corpora, 'warnings'), { file });

    expect(code).toBe(0);
    expect(stdout).toMatch(/^.* can be used\.\nProviders: .*\n\d warnings?:\n {2}/);
  });

  it('tells all faults of a file at once', async () => {
    const { stdout } = await check(join(corpora, 'faults'), { file: 'ten-at-once.yml' });

    expect(stdout.split('\n')[0]).toBe('ten-at-once.yml cannot be used, 11 faults:');
    expect(stdout.trimEnd().split('\n')).toHaveLength(12);
  });

  it('reads the file the bot would read', async () => {
    const folder = join(corpora, 'faults');

    expect((await check(folder, {}, { PAASTIS_CONFIG: 'mode-unknown.yml' })).stdout).toContain('mode-unknown.yml:2:7');
    expect(await check(folder)).toEqual({ code: 2, stdout: 'there is no file paastis.yml\n' });
  });

  it('looks for calendars beside the file', async () => {
    const { stdout } = await check(corpora, { file: 'faults/calendar-broken.yml' });

    expect(stdout).toContain('no iCalendar file that can be read');
  });

  it('speaks the language of the file, else that of the environment', async () => {
    const folder = join(corpora, 'faults');

    const { stdout } = await check(folder, { file: 'mode-unknown.yml' }, { LANG: 'fr_FR.UTF-8' });

    expect(stdout).toContain('mode: attendu : observe ou enforce, vouliez-vous dire enforce ?');
  });

  it('answers programs in JSON', async () => {
    const invalid = await check(join(corpora, 'faults'), { file: 'mode-unknown.yml', json: true });
    const valid = await check(join(corpora, 'warnings'), { file: 'match-twice.yml', json: true });
    const missing = await check(corpora, { json: true });

    expect(JSON.parse(invalid.stdout)).toEqual({
      file: 'mode-unknown.yml',
      valid: false,
      faults: [{ line: 2, column: 7, path: 'mode', message: 'expected observe or enforce, did you mean enforce?' }],
      warnings: [],
    });
    expect(JSON.parse(valid.stdout)).toMatchObject({
      valid: true,
      faults: [],
      warnings: [{ line: 4, path: 'rules[1].match' }],
      mode: 'observe',
      providers: 0,
      rules: 2,
      managing: 1,
      protecting: 0,
    });
    expect(JSON.parse(missing.stdout)).toMatchObject({ valid: false, faults: [{ message: expect.any(String) }] });
  });
});
