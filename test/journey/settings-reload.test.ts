import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { closeAccounts, makeSettings, openScalingo, scalingoEntry } from '../support/accounts.ts';
import { endPrograms, startProgram } from '../support/program.ts';
import { removeFolders } from '../support/temporary-folder.ts';

afterAll(async () => {
  await endPrograms();
  await closeAccounts();
  await removeFolders();
});

/** The bot on one account, told what to do by lines typed to it. */
async function open(rules: readonly string[]) {
  const scalingo = await openScalingo();
  await scalingo.world.addApp({ name: 'shop-pr42' });
  const text = (lines: readonly string[]) => ['providers:', scalingoEntry(scalingo), 'mode: enforce', ...lines];
  const cwd = await makeSettings(text(rules));
  const program = await startProgram([], { cwd });
  await program.saw(/The first look/);
  return {
    program,
    rewrite: (lines: readonly string[]) => writeFile(join(cwd, 'paastis.yml'), `${text(lines).join('\n')}\n`),
  };
}

const managed = ['rules:', "  - { match: 'shop-pr{pr}', manage: true }"];
const protectedToo = ['rules:', "  - { match: 'shop-*', protect: true }", ...managed.slice(1)];

describe('settings that change while the bot runs', () => {
  it('take effect without a restart', async () => {
    const { program, rewrite } = await open(managed);

    await rewrite(protectedToo);
    await program.saw(/paastis\.yml was read again/);
    program.type('sleep shop-pr42\n');
    program.finish();
    const ended = await program.ended;

    expect(ended.stdout).toMatch(/protected/);
  });

  it('are refused with their fault when they cannot be read, and the old ones stay', async () => {
    const { program, rewrite } = await open(protectedToo);

    await rewrite(['rules:', "  - { match: 'shop-*', protekt: true }"]);
    await program.saw(/paastis\.yml:5:\d+ [\s\S]*protect\?/);
    program.type('sleep shop-pr42\n');
    program.finish();
    const ended = await program.ended;

    expect(ended.stderr).toMatch(/rules\[0\]\.protekt: unknown key, did you mean\s+protect\?/);
    expect(ended.stdout).toMatch(/protected/);
  });

  it('are read at once on SIGHUP', async () => {
    const { program, rewrite } = await open(managed);

    await rewrite(protectedToo);
    program.kill('SIGHUP');
    await program.saw(/paastis\.yml was read again/);
    program.kill('SIGTERM');
    const ended = await program.ended;

    expect(ended.code).toBe(0);
  });
});
