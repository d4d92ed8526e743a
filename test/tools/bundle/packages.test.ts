import { isFreeOfSideEffects, packageChunks, packageFolder } from '../../../tools/bundle/packages.ts';

describe('the package a module belongs to', () => {
  it.each([
    ['/r/node_modules/undici/lib/api/index.js', '/r/node_modules/undici'],
    ['/r/node_modules/@octokit/core/dist/index.js', '/r/node_modules/@octokit/core'],
    [
      '/r/node_modules/@actions/github/node_modules/undici/index.js',
      '/r/node_modules/@actions/github/node_modules/undici',
    ],
    ['C:\\r\\node_modules\\@actions\\core\\lib\\core.js', 'C:\\r\\node_modules\\@actions\\core'],
    ['/r/node_modules/tunnel/lib/tunnel.js', '/r/node_modules/tunnel'],
    ['/r/core/index.ts', undefined],
    ['\0rolldown/runtime.js', undefined],
  ])('of %j is %j', (id, folder) => {
    expect(packageFolder(id)).toBe(folder);
  });

  it('decides on its chunk', () => {
    const chunksOf = (id: string) => packageChunks.filter(({ test }) => test(id)).map(({ name }) => name);

    expect(chunksOf('/r/node_modules/@octokit/core/dist/index.js')).toEqual(['octokit']);
    expect(chunksOf('/r/node_modules/@actions/github/node_modules/undici/index.js')).toEqual(['undici']);
    expect(chunksOf('/r/node_modules/@actions/core/lib/core.js')).toEqual([]);
    expect(chunksOf('/r/action/main.ts')).toEqual([]);
  });

  it('decides whether it may be left out where nothing of it is used', () => {
    expect(isFreeOfSideEffects('C:\\r\\node_modules\\@actions\\core\\lib\\core.js')).toBe(true);
    expect(isFreeOfSideEffects('/r/node_modules/undici/index.js')).toBe(false);
    expect(isFreeOfSideEffects('/r/action/main.ts')).toBe(false);
  });
});
