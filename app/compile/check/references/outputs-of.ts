import { ownValue } from '../../../domain/own-value.ts';
import type { Step } from '../../../../schemas/pipeline.generated.ts';

/** `artifact` has files; `json` may have parts of its own; `value` has neither. */
export type OutputKind = 'artifact' | 'json' | 'value';

/** What a registration hands on: the model, and the number of its version. */
const OF_REGISTER: Readonly<Record<string, OutputKind>> = { model: 'artifact', version: 'value' };

/** What other steps can take from a step under a name; null: nothing. */
export function outputKind(step: Step, name: string): OutputKind | null {
  if (step.register !== undefined) return ownValue(OF_REGISTER, name) ?? null;
  const outputs = step.outputs ?? {};
  const type = Object.hasOwn(outputs, name) ? outputs[name]?.type : undefined;
  if (type === undefined) return null;
  if (isArtifactType(type)) return 'artifact';
  return type === 'json' ? 'json' : 'value';
}

/** The names of all that others can take. */
export function outputNames(step: Step): string[] {
  return step.register === undefined ? Object.keys(step.outputs ?? {}) : Object.keys(OF_REGISTER);
}

/** Whether outputs of this type are files, not values. */
export function isArtifactType(type: string): type is 'file' | 'dataset' | 'model' | 'report' {
  return type === 'file' || type === 'dataset' || type === 'model' || type === 'report';
}
