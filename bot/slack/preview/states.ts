import { coreStates, operationStates, readingStates } from './answer-states.ts';
import { courtesyStates, digestStates } from './notice-states.ts';
import type { PreviewState } from './preview-state.ts';
import { type Samples, samplesOf } from './samples.ts';
import { formStates, homeStates } from './screen-states.ts';

/** Everything there is to see, in one language. */
export async function previewStates(language: Samples['language']): Promise<readonly PreviewState[]> {
  const samples = samplesOf(language);
  return [
    ...operationStates(samples),
    ...readingStates(samples),
    ...(await coreStates(samples)),
    ...digestStates(samples),
    ...courtesyStates(samples),
    ...formStates(samples),
    ...homeStates(samples),
  ];
}
