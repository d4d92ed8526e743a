import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Check, checkOf, type Translate } from '../core/index.ts';

export interface DoctorFacts {
  readonly publicUrl?: string;
  readonly dataFolder: string;
}

/** File systems of the network, by the number that Linux gives them in `statfs`. @see statfs(2) */
const networkFileSystems: Readonly<Record<number, string>> = {
  26985: 'NFS',
  20859: 'SMB',
  4283649346: 'CIFS',
  4266872130: 'SMB2',
  16914839: '9p',
  1702057286: 'FUSE',
};

/**
 * What only the program around the core can tell for `doctor`.
 * @param kept whether the store is the folder; a simulated world ends with the program
 */
export async function doctorChecks(facts: DoctorFacts, kept: boolean, translate: Translate): Promise<readonly Check[]> {
  const ofFolder = kept ? await folderChecks(facts.dataFolder, translate) : [];
  return [...ofFolder, urlCheck(facts.publicUrl, translate)];
}

/** The store's lock is a file: on a network file system two processes may both believe that they hold it. */
async function folderChecks(folder: string, translate: Translate): Promise<readonly Check[]> {
  const kind = networkFileSystems[await fileSystemOf(folder)];
  if (kind === undefined) return [];
  const texts = { text: 'doctor.store.shared', remedy: 'doctor.store.shared.remedy' } as const;
  return [checkOf({ part: 'store', status: 'warning', ...texts, values: { kind } }, translate)];
}

/** Of the nearest folder that is there; 0: not known. */
async function fileSystemOf(folder: string): Promise<number> {
  try {
    return (await statfs(folder)).type;
  } catch {
    const parent = dirname(folder);
    return parent === folder ? 0 : fileSystemOf(parent);
  }
}

function urlCheck(publicUrl: string | undefined, translate: Translate): Check {
  const part = 'url';
  if (publicUrl === undefined)
    return checkOf({ part, status: 'warning', text: 'doctor.url.none', remedy: 'doctor.url.none.remedy' }, translate);
  const values = { url: publicUrl };
  const remedy = 'doctor.url.remedy';
  if (isLocal(publicUrl))
    return checkOf({ part, status: 'warning', text: 'doctor.url.local', remedy, values }, translate);
  if (!publicUrl.startsWith('https://'))
    return checkOf({ part, status: 'warning', text: 'doctor.url.plain', remedy, values }, translate);
  return checkOf({ part, status: 'ok', text: 'doctor.url.ok', values }, translate);
}

function isLocal(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname : '';
  return host === 'localhost' || host === '[::1]' || host === '0.0.0.0' || host.startsWith('127.');
}
