import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { endPrograms, runProgramOnce } from '../support/program.ts';
import { makeFolder, removeFolders } from '../support/temporary-folder.ts';

const faults = resolve(import.meta.dirname, '../core/settings/faults');

afterAll(async () => {
  await endPrograms();
  await removeFolders();
});

describe('checking the settings from a shell', () => {
  it('tells what is wrong and ends with 2', async () => {
    const ending = await runProgramOnce(['check', 'ten-at-once.yml'], { cwd: faults, env: { CLEVER_API_TOKEN: 'x' } });

    expect(ending).toMatchObject({ code: 2, stderr: '' });
    expect(ending.stdout).toContain('ten-at-once.yml cannot be used, 11 faults:');
  });

  it('finds settings that are no UTF-8', async () => {
    const ending = await runProgramOnce(['check', 'not-utf-8.yml', '--json'], { cwd: faults });

    expect(ending.code).toBe(2);
    expect(JSON.parse(ending.stdout)).toMatchObject({ valid: false, faults: [{ line: 3, column: 17 }] });
  });

  it('ends with 0 where all is well, without an account', async () => {
    const cwd = await makeFolder();
    await writeFile(join(cwd, 'paastis.yml'), "mode: observe\nrules: [{ match: 'shop-*', manage: true }]\n");

    const ending = await runProgramOnce(['check'], { cwd });

    expect(ending).toMatchObject({ code: 0, stderr: '' });
    expect(ending.stdout).toContain('paastis.yml can be used.');
  });

  it('tells of a folder where a file should be', async () => {
    const ending = await runProgramOnce(['check', '.']);

    expect(ending).toMatchObject({ code: 2, stdout: 'the file . cannot be read (EISDIR)\n', stderr: '' });
  });

  it('prints the schema that is published', async () => {
    const { code, stdout } = await runProgramOnce(['schema']);

    expect(code).toBe(0);
    expect(stdout).toBe(await readFile(resolve(import.meta.dirname, '../../paastis.schema.json'), 'utf8'));
  });
});
