import type { Cell } from '../../domain/cell.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { ResolvedInput, ResolvedStep } from '../../domain/resolved-step.ts';
import type { Contexts } from '../../expressions/contexts.ts';
import { evaluateTemplate } from '../../expressions/evaluate-template.ts';
import { interpolateScript } from '../../expressions/interpolate-script.ts';
import type { RunReader } from '../state/run-reader.ts';
import { ownContexts } from './contexts-of.ts';
import { resolveInput } from './resolve-inputs.ts';
import { paramsOf } from './resolve-step.ts';

/** A step or cell whose needs are not over: its own part of what `resolveStep` will make of it. */
export type OwnPart = {
  /** Without what is open. */
  readonly resolved: ResolvedStep;
  /** What only its needs will tell, by the names of cache parts: `run`, `env.X`, `input.model`. */
  readonly open: readonly string[];
  /** Where inputs that are not made yet will lie as they were made. */
  readonly places: readonly string[];
};

/** As much of a step or cell as can be known before its needs are over. */
export function resolveOwn(
  reader: RunReader,
  step: PlanStep,
  { key, cell }: { readonly key: string; readonly cell: Cell | null },
): OwnPart {
  const contexts = ownContexts(reader, cell);
  const given = knownInputs(reader, step, cell);
  const env = knownEnv(step, contexts);
  const script = knownScript(step, { ...contexts, env: env.known });
  const params = paramsOf(step, reader.header.params);
  const open = [...script.open, ...env.open, ...given.open];
  const resolved = { step, key, cell, params, inputs: given.known };
  return {
    resolved: { ...resolved, script: script.known, env: env.known },
    open,
    places: placesOf(reader, step),
  };
}

function placesOf(reader: RunReader, { inputs }: PlanStep): readonly string[] {
  return Object.values(inputs).flatMap((spec) => {
    if (!('step' in spec)) return [];
    const { step, output, path } = spec;
    const made = reader.plan.step(step).outputs[output];
    if (reader.step(step)?.state === 'over' || made === undefined || !('path' in made)) return [];
    return path === null || path === made.path ? [made.path] : [];
  });
}

type Known<T> = { readonly known: T; readonly open: readonly string[] };

function knownInputs(
  reader: RunReader,
  { inputs }: PlanStep,
  cell: Cell | null,
): Known<Readonly<Record<string, ResolvedInput>>> {
  const known: Record<string, ResolvedInput> = {};
  const open: string[] = [];
  for (const [name, spec] of Object.entries(inputs)) {
    const isMade = !('step' in spec) || reader.step(spec.step)?.state === 'over';
    const input = isMade ? resolveInput(reader, spec, cell) : null;
    if (input !== null) known[name] = input;
    else if (!isMade) open.push(`input.${name}`);
  }
  return { known, open };
}

function knownEnv(step: PlanStep, contexts: Contexts): Known<Readonly<Record<string, string>>> {
  const known: Record<string, string> = {};
  const open: string[] = [];
  for (const [name, template] of Object.entries(step.env)) {
    const value = evaluateTemplate(template, contexts);
    if (value.ok) known[name] = value.value;
    else open.push(`env.${name}`);
  }
  return { known, open };
}

function knownScript({ action }: PlanStep, contexts: Contexts): Known<string | null> {
  if (action.type !== 'run') return { known: null, open: [] };
  const script = interpolateScript(action.run, contexts);
  return script.ok ? { known: script.value, open: [] } : { known: null, open: ['run'] };
}
