import type { Json, JsonMap } from '../../domain/json.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunReader } from '../state/run-reader.ts';
import { bestCell } from './best-cell.ts';

/** `steps` as a step's expressions see it: the steps it depends on, read only when an expression names them. */
export function stepsContext(reader: RunReader, step: PlanStep): JsonMap {
  const context = {};
  for (const id of step.needs) {
    Object.defineProperty(context, id, { enumerable: true, get: () => stepContext(reader, id) });
  }
  return context;
}

function stepContext(reader: RunReader, id: string): Json {
  const row = reader.step(id);
  if (row === undefined) return null;
  const spec = reader.plan.step(id);
  if (spec.matrix !== null) return matrixContext(reader, spec, row);
  return { result: row.result, cached: row.cached, ...producedBy(spec, row) };
}

function matrixContext(reader: RunReader, spec: PlanStep, row: StepRow): Json {
  return {
    result: row.result,
    get cells() {
      return [...reader.cellsOf(spec.id)].map((cell) => cellContext(spec, cell));
    },
    get best() {
      const best = bestCell(spec.metrics, reader.cellsOf(spec.id));
      return best === null ? null : cellContext(spec, best);
    },
  };
}

function cellContext(spec: PlanStep, row: StepRow): Json {
  return { matrix: row.cell, result: row.result, ...producedBy(spec, row) };
}

// A declared output that was not made is empty, so that `|| 'default'` works (pipeline-file.md, Expressions).
function producedBy(spec: PlanStep, row: StepRow): { outputs: JsonMap; metrics: JsonMap } {
  const outputs = Object.entries(spec.outputs).map(([name, output]): [string, Json] => {
    if (!('path' in output)) return [name, row.outputs[name] ?? ''];
    return [name, artifactContext(row, name)];
  });
  if (spec.action.type === 'register') outputs.push(...registeredBy(row));
  return {
    outputs: { ...row.outputs, ...Object.fromEntries(outputs) },
    metrics: nested(row.metrics),
  };
}

/** Empty where nothing was registered; the version of a row from before it was kept is missing, which is an error. */
function registeredBy(row: StepRow): [string, Json][] {
  const version = row.outputs['version'] ?? (row.artifacts['model'] === undefined ? '' : undefined);
  const model: [string, Json] = ['model', artifactContext(row, 'model')];
  return version === undefined ? [model] : [model, ['version', version]];
}

function artifactContext(row: StepRow, name: string): Json {
  const artifact = row.artifacts[name];
  if (artifact === undefined) return { path: '', digest: '', size: '' };
  const { path, digest, size } = artifact;
  return { path, digest, size };
}

/** `a.b` is `metrics.a.b` in an expression; a name that is both a number and a map stays a number. */
function nested(metrics: Readonly<Record<string, number>>): JsonMap {
  const root: Record<string, Json> = { ...metrics };
  for (const [name, value] of Object.entries(metrics)) {
    const words = name.split('.');
    if (words.length > 1) place(root, words, value);
  }
  return root;
}

function place(root: Record<string, Json>, words: readonly string[], value: number): void {
  const [head, ...rest] = words;
  if (head === undefined) return;
  if (rest.length === 0) {
    root[head] ??= value;
    return;
  }
  const inner = root[head] ?? {};
  if (!isMap(inner)) return;
  const copy: Record<string, Json> = { ...inner };
  place(copy, rest, value);
  root[head] = copy;
}

function isMap(value: Json): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
