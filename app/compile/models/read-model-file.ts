import { check as modelCheck } from '../../../schemas/checks/model.generated.mjs';
import type { ModelFile } from '../../../schemas/model.generated.ts';
import type { Problem } from '../../domain/problem.ts';
import { readSettingsFile } from '../structure/read-settings-file.ts';

/** Where a repository keeps what people say of its models, a file each. */
export const MODELS_FOLDER = '.mlpipelines/models';

/** The file of a model. */
export function modelFileOf(model: string): string {
  return `${MODELS_FOLDER}/${model}.yml`;
}

/** What people say of a model, and every mistake in it on its lines. With any mistake it says nothing. Pure. */
export function readModelFile(text: string): {
  readonly said: ModelFile | null;
  readonly problems: readonly Problem[];
} {
  const { value, problems } = readSettingsFile(modelCheck, text, 'the file of a model');
  return { said: value, problems };
}
