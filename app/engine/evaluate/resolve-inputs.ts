import { cellFolder } from '../../domain/cell.ts';
import type { Json } from '../../domain/json.ts';
import type { InputSpec, LocalInput, ModelInput, StepInput } from '../../domain/input.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { CellContent, ResolvedInput } from '../../domain/resolved-step.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { bestCell } from './best-cell.ts';
import type { RunReader } from '../state/run-reader.ts';

export type ResolvedInputs =
  | { readonly ok: true; readonly inputs: Readonly<Record<string, ResolvedInput>> }
  /** A required input was not made. */
  | { readonly ok: false; readonly message: string };

/** What a step's inputs turned out to be; an optional one that was not made is left out. */
export function resolveInputs(reader: RunReader, step: PlanStep): ResolvedInputs {
  const inputs: Record<string, ResolvedInput> = {};
  for (const [name, spec] of Object.entries(step.inputs)) {
    const input = resolveInput(reader, spec);
    if (input !== null) inputs[name] = input;
    else if (!spec.optional) return { ok: false, message: missingMessage(reader, name, spec) };
  }
  return { ok: true, inputs };
}

/** One input; null if what it names was not made. */
export function resolveInput(reader: RunReader, spec: InputSpec): ResolvedInput | null {
  if ('uri' in spec) return localInput(spec);
  return 'model' in spec ? modelInput(spec) : madeInput(reader, spec);
}

/** The version behind the alias when the run was made. */
function modelInput({ frozen, path, writable }: ModelInput): ResolvedInput | null {
  if (frozen === null) return null;
  return { content: { type: 'artifact', artifact: frozen.artifact }, path, writable };
}

/** What was there when the run was prepared: it waits for nobody. */
function localInput({ uri, mode, pinned, path, writable }: LocalInput): ResolvedInput | null {
  if (pinned === null) return null;
  const type = mode === 'copy' ? 'artifact' : 'reference';
  return { content: { type, artifact: pinned }, path, writable, uri };
}

function madeInput(reader: RunReader, spec: StepInput): ResolvedInput | null {
  const producer = reader.plan.step(spec.step);
  if (producer.matrix !== null && spec.cells !== 'best') return cellsInput(reader, producer, spec);
  const row =
    producer.matrix === null
      ? reader.step(spec.step)
      : bestCell(producer.metrics, reader.cellsOf(spec.step));
  const artifact = row?.artifacts[spec.output];
  if (artifact === undefined) return null;
  return {
    content: { type: 'artifact', artifact },
    path: spec.path ?? artifact.path,
    writable: spec.writable,
  };
}

function cellsInput(reader: RunReader, producer: PlanStep, spec: StepInput): ResolvedInput | null {
  const cells: CellContent[] = [];
  const index: Json[] = [];
  for (const row of reader.cellsOf(spec.step)) {
    const folder = cellFolder(row.cell ?? {});
    index.push(indexEntry(row, folder));
    const artifact = row.artifacts[spec.output];
    if (row.result === 'success' && artifact !== undefined) cells.push({ folder, artifact });
  }
  if (cells.length === 0) return null;
  const output = producer.outputs[spec.output];
  const made = output !== undefined && 'path' in output ? output.path : spec.output;
  return {
    content: { type: 'cells', cells, index: `${JSON.stringify(index, null, 2)}\n` },
    path: spec.path ?? made,
    writable: spec.writable,
  };
}

function indexEntry(row: StepRow, folder: string): Json {
  return { values: row.cell ?? {}, result: row.result, metrics: row.metrics, folder };
}

function missingMessage(reader: RunReader, name: string, spec: InputSpec): string {
  if ('uri' in spec) {
    return `its input \`${name}\` is not there: nothing lay at ${spec.source} when the run was prepared`;
  }
  if ('model' in spec) {
    return `its input \`${name}\` is not there: no version stood behind ${spec.model}@${spec.alias} when the run was made`;
  }
  const result = reader.step(spec.step)?.result ?? 'not over';
  return `its input \`${name}\` was not made: ${spec.step} ended ${result} without \`${spec.output}\``;
}
