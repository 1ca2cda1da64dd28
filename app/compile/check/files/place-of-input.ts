import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { repositoryPath } from '../../repository-path.ts';
import { localSource } from '../../local-sources.ts';
import type { CheckedFile } from '../checked-file.ts';

type Input = NonNullable<Step['inputs']>[string];
type Sources = Pick<Exclude<Input, string>, 'path' | 'from' | 'uri'>;

// A model may be registered from an input that is itself a registered model, and so on in a circle.
const MAX_HOPS = 20;

/** Where an input lies, relative to the root: at its `path`, else where it was produced. Null: nobody can say. */
export function placeOfInput(
  checked: CheckedFile,
  step: Step,
  input: Input,
  hops = 0,
): string | null {
  const { path, from, uri }: Sources = typeof input === 'string' ? { from: input } : input;
  if (path !== undefined) return repositoryPath(path, folderOf(checked, step));
  if (from === undefined)
    return uri === undefined ? null : localSource(uri, folderOf(checked, step));
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
