import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builderJson, previewPage } from './page.ts';
import { samplesOf } from './samples.ts';
import { previewStates } from './states.ts';

const FOLDER = 'preview';

/** `npm run preview`: a JSON file per state and language, and a page that shows them all. */
const languages = await Promise.all(
  (['en', 'fr'] as const).map(async (language) => ({
    reading: samplesOf(language),
    states: await previewStates(language),
  })),
);
await rm(FOLDER, { recursive: true, force: true });
for (const { reading, states } of languages) {
  await mkdir(join(FOLDER, reading.language), { recursive: true });
  for (const { id, content } of states)
    await writeFile(
      join(FOLDER, reading.language, `${id}.json`),
      `${JSON.stringify(builderJson(content), undefined, 2)}\n`,
    );
}
await writeFile(join(FOLDER, 'index.html'), previewPage(languages));
const count = languages.reduce((sum, { states }) => sum + states.length, 0);
process.stdout.write(`${count} states: open ${join(FOLDER, 'index.html')}\n`);
