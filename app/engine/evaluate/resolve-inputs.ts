import { ENDED_WORDS } from '../../domain/result-words.ts';
import { cellFolder, stepKey, type Cell } from '../../domain/cell.ts';
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

/**
 * What the inputs of a step, or of one of its cells, turned out to be; an optional one that was not made is left out. Of
 * a matrix step itself (no cell), those that differ from cell to cell are left out too.
 */
export function resolveInputs(
  reader: RunReader,
  step: PlanStep,
  cell: Cell | null,
): ResolvedInputs {
  const inputs: Record<string, ResolvedInput> = {};
  for (const [name, spec] of Object.entries(step.inputs)) {
    if (cell === null && isOfCell(spec)) continue;
    const input = resolveInput(reader, spec, cell);
    if (input !== null) inputs[name] = input;
    else if (!spec.optional)
      return { ok: false, message: missingMessage(reader, { name, spec, cell }) };
  }
  return { ok: true, inputs };
}

/** Whether an input differs from cell to cell of the step that takes it. */
export function isOfCell(spec: InputSpec): boolean {
  return 'step' in spec && spec.cells === 'same';
}

/** One input, of the cell that takes it; null if what it names was not made. */
export function resolveInput(
  reader: RunReader,
  spec: InputSpec,
  cell: Cell | null,
): ResolvedInput | null {
  if ('uri' in spec) return localInput(spec);
  return 'model' in spec ? modelInput(spec) : madeInput(reader, spec, cell);
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

function madeInput(reader: RunReader, spec: StepInput, cell: Cell | null): ResolvedInput | null {
  const producer = reader.plan.step(spec.step);
  const isAll = producer.matrix !== null && spec.cells === undefined;
  if (isAll) return cellsInput(reader, producer, spec);
  const row = rowThatMade(reader, producer, spec, cell);
  const artifact = row?.artifacts[spec.output];
  if (artifact === undefined) return null;
  return {
    content: { type: 'artifact', artifact },
    path: spec.path ?? artifact.path,
    writable: spec.writable,
  };
}

function rowThatMade(
  reader: RunReader,
  producer: PlanStep,
  { step, cells }: StepInput,
  cell: Cell | null,
): StepRow | null | undefined {
  if (producer.matrix === null) return reader.step(step);
  if (cells === 'same') return cell === null ? null : reader.step(stepKey(step, cell));
  return bestCell(producer.metrics, reader.cellsOf(step));
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

type Missing = { readonly name: string; readonly spec: InputSpec; readonly cell: Cell | null };

function missingMessage(reader: RunReader, { name, spec, cell }: Missing): string {
  if ('uri' in spec) {
    return `its input \`${name}\` is not there: nothing lay at ${spec.source} when the run was prepared`;
  }
  if ('model' in spec) {
    return `its input \`${name}\` is not there: no version stood behind ${spec.model}@${spec.alias} when the run was made`;
  }
  const maker = isOfCell(spec) ? stepKey(spec.step, cell) : spec.step;
  const result = reader.step(maker)?.result ?? null;
  const ended = result === null ? 'is not over' : ENDED_WORDS[result];
  return `its input \`${name}\` was not made: ${maker} ${ended} without \`${spec.output}\``;
}
