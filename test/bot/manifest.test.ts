import { parse } from 'yaml';
import { printManifest } from '../../bot/manifest.ts';
import { slackManifest } from '../../bot/slack/manifest.ts';
import { slackManifestSchema } from '../support/slack-manifest.ts';

const asked = { kind: 'manifest', socket: false, json: false } as const;

describe('printing the manifest', () => {
  it('writes YAML or JSON of the same app, ready to paste', async () => {
    const url = 'https://paastis.example.com';

    const yaml = await printManifest({ ...asked, url }, {});
    const json = await printManifest({ ...asked, url, json: true }, {});

    expect(parse(yaml)).toEqual(slackManifest({ mode: 'http', publicUrl: url }));
    expect(JSON.parse(json)).toEqual(parse(yaml));
    expect(slackManifestSchema.safeParse(JSON.parse(json)).success).toBe(true);
  });

  it('takes the address of the bot where none is given', async () => {
    const yaml = await printManifest(asked, { PAASTIS_PUBLIC_URL: 'https://bot.example.org/' });

    expect(yaml).toContain('url: https://bot.example.org/slack/events');
  });

  it('needs no address for Socket Mode', async () => {
    expect(parse(await printManifest({ ...asked, socket: true }, {}))).toEqual(slackManifest({ mode: 'socket' }));
  });

  it.each([undefined, 'http://bot.example.org', 'bot.example.org', 'https://', 'https://a b', 'https://a.org/?x=1'])(
    'refuses %s as the address, which Slack could not call',
    async (url) => {
      const printed = printManifest({ ...asked, ...(url !== undefined && { url }) }, {});

      await expect(printed).rejects.toMatchObject({ code: 'command_invalid', context: { reason: 'arguments' } });
    },
  );
});
