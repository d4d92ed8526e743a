import { runLine } from '../../../core/commands/run.ts';
import { makeCommandDeps } from '../../support/command-deps.ts';

const requester = { actor: 'slack:U0FAKE00001', entryPoint: 'slack' } as const;
const standing = { kind: 'member', groups: [], workspaceAdmin: false } as const;

describe('an answer that others read too', () => {
  it('is in their language, and an error in that of who asked', async () => {
    const options = { requester, standing, language: 'fr', errorLanguage: 'en' } as const;

    const help = await runLine('help wake', makeCommandDeps(), options);
    const error = await runLine('wakke shop', makeCommandDeps(), options);

    expect(help).toMatchObject({ entries: [{ summary: expect.stringContaining('réveille') }] });
    expect(error).toMatchObject({ error: { message: 'There is no command wakke.' } });
  });
});
