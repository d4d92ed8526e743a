import { isTextKey, type Translate } from '../../i18n/index.ts';

/** A reason is a word of ours (`protected`, `never_deployed`, `idle`) or already a sentence, such as a provider's. */
export function reasonText(reason: string, translate: Translate): string {
  const key = [`reason.${reason}`, `decision.${reason}`].find(isTextKey);
  return key === undefined ? reason : translate(key);
}
