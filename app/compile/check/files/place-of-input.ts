import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { repositoryPath } from '../../repository-path.ts';
import type { CheckedFile } from '../checked-file.ts';

type Input = NonNullable<Step['inputs']>[string];

// A model may be registered from an input that is itself a registered model, and so on in a circle.
const MAX_HOPS = 20;

/** Where an input lies, relative to the root: at its `path`, else where it was produced. Null: nobody can say. */
export function placeOfInput(
  checked: CheckedFile,
  step: Step,
  input: Input,
  hops = 0,
): string | null {
  const isShort = typeof input === 'string';
  if (!isShort && input.path !== undefined)
    return repositoryPath(input.path, folderOf(checked, step));
  const from = isShort ? input : input.from;
  if (from === undefined) return null;
  const [id = '', name = ''] = from.split('.');
  return placeOfOutput(checked, id, name, hops);
}

/** The folder that a step's paths are relative to. */
export function folderOf(checked: CheckedFile, step: Step): string {
  const folder = step['working-directory'] ?? checked.pipeline.defaults?.run?.['working-directory'];
  return folder === undefined ? '.' : (repositoryPath(folder) ?? '.');
}

function placeOfOutput(
  checked: CheckedFile,
  id: string,
  name: string,
  hops: number,
): string | null {
  const step = checked.pipeline.steps[id];
  if (step === undefined || hops > MAX_HOPS) return null;
  if (step.register !== undefined) return placeOfModel(checked, step.register.from, hops + 1);
  const path = step.outputs?.[name]?.path;
  return path === undefined ? null : repositoryPath(path, folderOf(checked, step));
}

function placeOfModel(checked: CheckedFile, from: string, hops: number): string | null {
  const [id = '', second = '', third] = from.split('.');
  if (third === undefined) return placeOfOutput(checked, id, second, hops);
  const step = checked.pipeline.steps[id];
  const input = step?.inputs?.[third];
  return step === undefined || input === undefined
    ? null
    : placeOfInput(checked, step, input, hops);
}
