import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { repositoryPath } from '../../repository-path.ts';
import type { Draft } from '../draft.ts';

type Input = NonNullable<Step['inputs']>[string];

// A model may be registered from an input that is itself a registered model, and so on in a circle.
const MAX_HOPS = 20;

/** Where an input lies, relative to the root: at its `path`, else where it was produced. Null: nobody can say. */
export function placeOfInput(draft: Draft, step: Step, input: Input, hops = 0): string | null {
  const isShort = typeof input === 'string';
  if (!isShort && input.path !== undefined)
    return repositoryPath(input.path, folderOf(draft, step));
  const from = isShort ? input : input.from;
  if (from === undefined) return null;
  const [id = '', name = ''] = from.split('.');
  return placeOfOutput(draft, id, name, hops);
}

/** The folder that a step's paths are relative to. */
export function folderOf(draft: Draft, step: Step): string {
  const folder = step['working-directory'] ?? draft.pipeline.defaults?.run?.['working-directory'];
  return folder === undefined ? '.' : (repositoryPath(folder) ?? '.');
}

function placeOfOutput(draft: Draft, id: string, name: string, hops: number): string | null {
  const step = draft.pipeline.steps[id];
  if (step === undefined || hops > MAX_HOPS) return null;
  if (step.register !== undefined) return placeOfModel(draft, step.register.from, hops + 1);
  const path = step.outputs?.[name]?.path;
  return path === undefined ? null : repositoryPath(path, folderOf(draft, step));
}

function placeOfModel(draft: Draft, from: string, hops: number): string | null {
  const [id = '', second = '', third] = from.split('.');
  if (third === undefined) return placeOfOutput(draft, id, second, hops);
  const step = draft.pipeline.steps[id];
  const input = step?.inputs?.[third];
  return step === undefined || input === undefined ? null : placeOfInput(draft, step, input, hops);
}
