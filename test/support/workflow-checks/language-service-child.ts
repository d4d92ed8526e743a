/**
 * GitHub's own checker as a program: takes files from its input as JSON, writes what it finds. A program of its own
 * because its package imports JSON in a way that Node refuses: the hook below adds what is missing.
 */
import { registerHooks } from 'node:module';
import { text } from 'node:stream/consumers';
import { CHECKED_PATH, type CheckRequest, type Finding } from './request.ts';

registerHooks({
  resolve: (specifier, context, next) => {
    const found = next(specifier, context);
    return found.url.endsWith('.json') ? { ...found, importAttributes: { type: 'json' } } : found;
  },
});

const { validate } = await import('@actions/languageservice');

const { files, inputs }: CheckRequest = JSON.parse(await text(process.stdin));
const actionsMetadataProvider = {
  // Any other action is taken for one without inputs: nothing is asked over the network.
  fetchActionMetadata: async ({ owner, name }: { owner: string; name: string }) => ({
    name,
    description: '',
    inputs: owner === 'paastis' ? inputs : {},
  }),
};

/** A document as editors have it; places are not asked for, the service reads the text itself. */
function documentOf(uri: string, text: string) {
  const start = { line: 0, character: 0 };
  return {
    uri,
    languageId: 'yaml',
    version: 1,
    lineCount: text.split('\n').length,
    getText: () => text,
    positionAt: () => start,
    offsetAt: () => 0,
    getLineRange: () => ({ start, end: start }),
    getEOLCharacters: () => '\n',
  };
}

const found: Finding[] = [];
for (const [index, { name, text }] of files.entries()) {
  // What it parsed is kept by address: each file gets its own, and tells by it which of the two kinds it is.
  const uri = `file:///${index}/${name.endsWith('action.yml') ? 'action.yml' : CHECKED_PATH}`;
  for (const { message, range } of await validate(documentOf(uri, text), { actionsMetadataProvider }))
    found.push({ name, line: range.start.line + 1, message: typeof message === 'string' ? message : message.value });
}
process.stdout.write(JSON.stringify(found));
