import { type Answer, notFound, problem } from '../answers.ts';
import { shaOf } from '../world.ts';
import type { Call } from './call.ts';

/** A file, or what is in a folder; `raw` gives the text itself, `object` never a bare list. */
export function answerContents(call: Call): Answer {
  const { params, url, format, scene } = call;
  const path = (params.path ?? '').replace(/^\/+|\/+$/g, '');
  const ref = url.searchParams.get('ref') ?? scene.world.defaultBranch;
  const files = scene.world.filesAt(ref);
  if (files === undefined) return problem(404, `No commit found for the ref ${ref}`);
  const text = files.get(path);
  if (text !== undefined && format === 'raw') return { status: 200, body: text, media: 'application/vnd.github.raw' };
  const media = format === 'object' ? { media: 'application/vnd.github.object' } : {};
  if (text !== undefined) return { status: 200, body: fileOf(call, path, ref, text), ...media };
  const names = childrenOf(path, [...files.keys()]);
  if (names.length === 0) return notFound;
  const entries = names.map(({ name, file }) => {
    const inside = path === '' ? name : `${path}/${name}`;
    return file ? entryOf(call, inside, ref, files.get(inside) ?? '') : entryOf(call, inside, ref);
  });
  if (format !== 'object') return { status: 200, body: entries };
  return { status: 200, body: { ...entryOf(call, path, ref), entries }, ...media };
}

function childrenOf(folder: string, paths: readonly string[]): readonly { name: string; file: boolean }[] {
  const start = folder === '' ? '' : `${folder}/`;
  const inside = paths.filter((path) => path.startsWith(start)).map((path) => path.slice(start.length).split('/'));
  const names = new Map(inside.map(([name = '', ...rest]) => [name, rest.length === 0]));
  return [...names].map(([name, file]) => ({ name, file }));
}

/** @param text of a file; absent: a folder */
function entryOf({ scene }: Call, path: string, ref: string, text?: string) {
  const { world, addresses } = scene;
  const repo = `${addresses.api}/repos/${world.repository}`;
  const sha = shaOf(text ?? path);
  const self = `${repo}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const git = `${repo}/git/${text === undefined ? 'trees' : 'blobs'}/${sha}`;
  const html = `${addresses.web}/${world.repository}/${text === undefined ? 'tree' : 'blob'}/${ref}/${path}`;
  return {
    name: path.split('/').at(-1) ?? path,
    path,
    sha,
    size: text === undefined ? 0 : Buffer.byteLength(text),
    url: self,
    html_url: html,
    git_url: git,
    download_url: text === undefined ? null : `https://raw.githubusercontent.com/${world.repository}/${ref}/${path}`,
    type: text === undefined ? 'dir' : 'file',
    _links: { self, git, html },
  };
}

function fileOf(call: Call, path: string, ref: string, text: string) {
  const lines =
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,60}/g) ?? [];
  return { ...entryOf(call, path, ref, text), content: lines.map((line) => `${line}\n`).join(''), encoding: 'base64' };
}
