import { exactSize } from '../../../text/size.ts';
import type { PlanStep } from '../../domain/plan.ts';

/** What one machine has. */
export type Machine = {
  readonly memoryBytes: number;
  /** Null: nobody can tell. */
  readonly gpus: number | null;
};

/** What a step asks for that a machine does not have. It runs there all the same: a request is no measurement. */
export function shortagesOf(step: PlanStep, machine: Machine): readonly string[] {
  return [memoryShort(step, machine), gpusShort(step, machine)].filter((text) => text !== null);
}

function memoryShort({ resources }: PlanStep, { memoryBytes }: Machine): string | null {
  const asked = resources?.memoryBytes ?? null;
  if (asked === null || asked <= memoryBytes) return null;
  return `resources.memory asks for ${exactSize(asked)}, and this machine has ${exactSize(memoryBytes)}: the step may run out of memory`;
}

function gpusShort({ resources }: PlanStep, { gpus }: Machine): string | null {
  const asked = resources?.gpu?.count ?? 0;
  if (gpus === null || asked <= gpus) return null;
  const has = gpus === 0 ? 'none' : String(gpus);
  return `resources.gpu asks for ${asked === 1 ? '1 GPU' : `${asked} GPUs`}, and this machine has ${has}: the step may fail`;
}
