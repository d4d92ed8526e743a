import { runLine } from '../../../core/commands/run.ts';
import { makeCommandDeps } from '../../support/command-deps.ts';
import { makeApp } from '../../support/make.ts';

const requester = { actor: 'slack:U0FAKE00001', entryPoint: 'slack' } as const;
const standing = { kind: 'member', groups: [], workspaceAdmin: false } as const;

describe('an answer that others read too', () => {
  it('is in their language, an error and a question in that of who asked', async () => {
    const options = { requester, standing, language: 'fr', errorLanguage: 'en' } as const;

    const help = await runLine('help wake', makeCommandDeps(), options);
    const twins = [makeApp(), makeApp({ region: { type: 'clever-cloud', name: 'par' } })];
    const deps = makeCommandDeps({ listing: { apps: twins, failed: [] } });
    const question = await runLine(`wake ${makeApp().name}`, deps, options);
    const error = await runLine('wakke shop', makeCommandDeps(), options);

    expect(help).toMatchObject({ entries: [{ summary: expect.stringContaining('réveille') }] });
    expect(question).toMatchObject({ kind: 'question', text: expect.stringContaining('Which') });
    expect(error).toMatchObject({ error: { message: 'There is no command wakke.' } });
  });
});
