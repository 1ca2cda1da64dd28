import type { Cell } from '../../domain/cell.ts';
import type { JsonMap } from '../../domain/json.ts';
import type { PlanStep, RegisterSpec } from '../../domain/plan.ts';
import type { ResolvedInput, ResolvedStep } from '../../domain/resolved-step.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { Contexts } from '../../expressions/contexts.ts';
import { evaluateTemplate } from '../../expressions/evaluate-template.ts';
import { interpolateScript } from '../../expressions/interpolate-script.ts';
import { rowContexts } from './contexts-of.ts';
import { resolveInput, resolveInputs, type ResolvedInputs } from './resolve-inputs.ts';
import type { RunReader } from '../state/run-reader.ts';

export type Resolution =
  | { readonly ok: true; readonly resolved: ResolvedStep }
  /** `missing-input` skips the step; `evaluation` fails it. */
  | { readonly ok: false; readonly why: 'missing-input' | 'evaluation'; readonly message: string };

/**
 * A step or cell with its expressions evaluated and its inputs found: what a cache key and a ticket are made of.
 * Needs all its needs to be over. For a `register` step, input `model` is the artifact that it registers. `inputs` saves
 * finding them again, where all cells of a matrix step are given the same.
 */
export function resolveStep(
  reader: RunReader,
  key: string,
  inputs: ResolvedInputs | null = null,
): Resolution {
  const row = reader.step(key);
  if (row === undefined) return failed(`the run has no row ${key}`);
  const step = reader.plan.step(row.stepId);
  const found = inputs ?? resolveInputs(reader, step, row.cell);
  if (!found.ok) return { ok: false, why: 'missing-input', message: found.message };
  if (step.action.type !== 'register') return evaluateStep(reader, row, found.inputs);
  const model = registeredInput(reader, step.action.register, row.cell);
  if (!model.ok) return model;
  return evaluateStep(reader, row, { ...found.inputs, model: model.input });
}

function evaluateStep(
  reader: RunReader,
  row: StepRow,
  inputs: Readonly<Record<string, ResolvedInput>>,
): Resolution {
  const step = reader.plan.step(row.stepId);
  const contexts = hasExpressions(step) ? rowContexts(reader, row, inputs) : {};
  const env = evaluateEnv(step, contexts);
  if (!env.ok) return env;
  const script = evaluateScript(step, contexts, env.value);
  if (!script.ok) return script;
  const params = paramsOf(step, reader.header.params);
  return {
    ok: true,
    resolved: {
      step,
      key: row.key,
      cell: row.cell,
      script: script.value,
      env: env.value,
      inputs,
      params,
    },
  };
}

// Most steps have none, and a sweep resolves its cells by the thousand.
function hasExpressions({ env, action }: PlanStep): boolean {
  const texts = [...Object.values(env), action.type === 'run' ? action.run : ''];
  return texts.some((text) => text.includes('${{'));
}

type Done<T> = { readonly ok: true; readonly value: T } | Extract<Resolution, { ok: false }>;

function evaluateEnv(step: PlanStep, contexts: Contexts): Done<Readonly<Record<string, string>>> {
  const env: Record<string, string> = {};
  for (const [name, template] of Object.entries(step.env)) {
    const value = evaluateTemplate(template, contexts);
    if (!value.ok) return failed(`\`env.${name}\`: ${value.message}`);
    env[name] = value.value;
  }
  return { ok: true, value: env };
}

function evaluateScript(
  step: PlanStep,
  contexts: Contexts,
  env: Readonly<Record<string, string>>,
): Done<string | null> {
  if (step.action.type !== 'run') return { ok: true, value: null };
  const { run } = step.action;
  if (!run.includes('${{')) return { ok: true, value: run };
  const script = interpolateScript(run, Object.assign(contexts, { env }));
  return script.ok ? script : failed(`\`run\`: ${script.message}`);
}

/** The params that a step's own code reads, with their values. */
export function paramsOf(step: PlanStep, values: JsonMap): JsonMap {
  return Object.fromEntries(
    step.params.flatMap((name) => {
      const value = values[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function registeredInput(
  reader: RunReader,
  register: RegisterSpec,
  cell: Cell | null,
): { readonly ok: true; readonly input: ResolvedInput } | Extract<Resolution, { ok: false }> {
  const { from } = register;
  const spec =
    from.type === 'output'
      ? { step: from.step, output: from.name, path: null, writable: false, optional: false }
      : reader.plan.step(from.step).inputs[from.name];
  const input = spec === undefined ? null : resolveInput(reader, spec, cell);
  if (input === null) {
    const source =
      from.type === 'output' ? `${from.step}.${from.name}` : `input ${from.name} of ${from.step}`;
    return {
      ok: false,
      why: 'missing-input',
      message: `what it registers was not made: ${source}`,
    };
  }
  if (input.content.type === 'cells') {
    return failed(
      `it registers one model, but ${from.step} made one in each cell: name the step that chose among them`,
    );
  }
  if (input.content.type === 'reference') {
    return failed(
      `nothing of input ${from.name} of ${from.step} is kept: write \`mode: copy\` there`,
    );
  }
  return { ok: true, input };
}

function failed(message: string): Extract<Resolution, { ok: false }> {
  return { ok: false, why: 'evaluation', message };
}
