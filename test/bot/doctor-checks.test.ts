import { knowsUtf8 } from '../../bot/config.ts';
import { doctorChecks } from '../../bot/doctor-checks.ts';
import { createTranslate } from '../../core/i18n/index.ts';

const translate = createTranslate('en');
const dataFolder = '/no/such/folder';

describe('what the bot adds to doctor', () => {
  it.each([
    ['https://paastis.example.com', 'ok'],
    ['http://paastis.example.com', 'warning'],
    ['https://localhost:3000', 'warning'],
    ['http://127.0.0.1:3000', 'warning'],
  ])('judges the public address %s: %s', async (publicUrl, status) => {
    const checks = await doctorChecks({ dataFolder, publicUrl }, true, translate);

    expect(checks).toMatchObject([{ part: 'url', status }]);
    expect(checks[0]?.sentence).toContain(publicUrl);
  });

  it('warns where there is no public address', async () => {
    const checks = await doctorChecks({ dataFolder }, false, translate);

    expect(checks).toMatchObject([{ part: 'url', status: 'warning', remedy: expect.any(String) }]);
  });
});

describe('the encoding of a terminal', () => {
  it.each([
    ['en_GB.UTF-8', true],
    ['fr_FR.utf8', true],
    ['fr', true],
    [undefined, true],
    ['C', false],
    ['POSIX', false],
    ['C.UTF-8', true],
    ['fr_FR.ISO-8859-1', false],
  ])('of LANG=%s knows UTF-8: %s', (LANG, known) => {
    expect(knowsUtf8({ LANG })).toBe(known);
  });
});
