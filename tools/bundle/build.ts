/**
 * `npm run build:action`: bundles the Action, sources and packages, into `action/dist`, which is committed because the
 * runner installs nothing. Another folder may be named: `node tools/bundle/build.ts <folder>`. The same sources and
 * packages give the same bytes, wherever they lie and from wherever this is called.
 */
import { rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type OutputChunk, type PreRenderedChunk, rolldown } from 'rolldown';
import { licensesOf } from './licenses.ts';
import { isFreeOfSideEffects, packageChunks } from './packages.ts';

const root = resolve(import.meta.dirname, '../..');

await bundle(resolve(process.argv[2] ?? join(root, 'action/dist')));

async function bundle(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const build = await rolldown({
    cwd: root,
    input: { index: join(root, 'action/main.ts') },
    platform: 'node',
    tsconfig: false,
    treeshake: { moduleSideEffects: (id, external) => !external && !isFreeOfSideEffects(id) },
    // undici's own switch, as Node sets it for its copy: leaves out Milo, a second HTTP parser on trial, 165 kB of it.
    transform: { target: 'node24', define: { esbuildDetection: '1' } },
  });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: nameOfChunk,
    codeSplitting: { groups: packageChunks },
    // Twice as big without. The names of classes stay: those of errors are read by people.
    minify: {
      mangle: { keepNames: { class: true, function: false } },
      compress: { keepNames: { class: true, function: false } },
    },
    // What they say is in the licences, whole.
    comments: false,
    sourcemap: false,
  });
  await build.close();
  const chunks = output.filter((each) => each.type === 'chunk');
  refuseCycle(chunks);
  await writeFile(join(folder, 'licenses.txt'), await licensesOf(modulesOf(chunks)));
  tellSizes(chunks);
}

/** Without a hash, so that a change shows as one file that differs. Every provider has a `provider.ts`. */
function nameOfChunk({ facadeModuleId }: PreRenderedChunk): string {
  if (facadeModuleId === null || facadeModuleId === undefined) return '[name].js';
  return basename(facadeModuleId) === 'provider.ts' ? `${basename(dirname(facadeModuleId))}.js` : '[name].js';
}

/** The entry waits for what it loads later; a chunk that waits for the entry would end neither. */
function refuseCycle(chunks: readonly OutputChunk[]): void {
  const entry = chunks.find(({ isEntry }) => isEntry)?.fileName ?? '';
  const waiting = chunks.filter(({ imports }) => imports.includes(entry));
  if (waiting.length > 0) throw new Error(`${waiting.map(({ fileName }) => fileName).join(', ')} imports ${entry}`);
}

/** Ids of the modules of which anything is left. */
function modulesOf(chunks: readonly OutputChunk[]): readonly string[] {
  return chunks.flatMap(({ modules }) =>
    Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])),
  );
}

function tellSizes(chunks: readonly OutputChunk[]): void {
  const sizes = chunks.map(({ fileName, code }) => ({ fileName, bytes: Buffer.byteLength(code) }));
  for (const { fileName, bytes } of sizes.toSorted((a, b) => b.bytes - a.bytes))
    process.stdout.write(`${String(bytes).padStart(9)}  ${fileName}\n`);
  process.stdout.write(`${String(sizes.reduce((sum, { bytes }) => sum + bytes, 0)).padStart(9)}  in all\n`);
}
