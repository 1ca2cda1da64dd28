import type { Step } from '../../../schemas/pipeline.generated.ts';

/** `artifact` has files; `json` may have parts of its own; `value` has neither. */
export type OutputKind = 'artifact' | 'json' | 'value';

/** What other steps can take from a step, by name. */
export function outputsOf(step: Step): Map<string, OutputKind> {
  const outputs = new Map<string, OutputKind>();
  if (step.register !== undefined) outputs.set('model', 'artifact');
  for (const [name, { type }] of Object.entries(step.outputs ?? {})) {
    outputs.set(name, isArtifactType(type) ? 'artifact' : type === 'json' ? 'json' : 'value');
  }
  return outputs;
}

/** Whether outputs of this type are files, not values. */
export function isArtifactType(type: string): type is 'file' | 'dataset' | 'model' | 'report' {
  return type === 'file' || type === 'dataset' || type === 'model' || type === 'report';
}
