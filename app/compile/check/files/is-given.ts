import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { overlap } from '../../repository-path.ts';
import type { CheckedFile } from '../checked-file.ts';
import { placeOfInput } from './place-of-input.ts';

/** Whether a path lies in what a step is given. */
export function isGiven(checked: CheckedFile, step: Step, path: string): boolean {
  return Object.values(step.inputs ?? {}).some((input) => {
    const place = placeOfInput(checked, step, input);
    return place !== null && overlap(place, path);
  });
}
