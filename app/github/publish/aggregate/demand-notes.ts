import { isList, isMap, type Json, type JsonMap } from '../../../domain/json.ts';
import type { ChangedStep } from '../../../triggers/demands/changes-of-step.ts';
import type { Demand } from '../../../triggers/demands/demands-of-plan.ts';
import type { SourceDemands } from '../../message.ts';

/** A pull request that nobody has opened yet: what one into the default branch would be held to. */
export const PROPOSED = 'proposed';

/** What is demanded of a commit, as its check's notes keep it, by what demands it: an event of one says all that it does. */
export function noteDemands(
  known: JsonMap,
  told: readonly SourceDemands[],
): Readonly<Record<string, Json>> {
  const before = isMap(known['demands']) ? known['demands'] : {};
  const now = told.map(({ source, ...asked }): [string, Json] => [source, jsonOf(asked)]);
  return { ...before, ...Object.fromEntries(now) };
}

/** By what a commit is judged now: by its pull requests, where it has any. */
export function demandsIn(notes: JsonMap): readonly SourceDemands[] {
  const all = Object.entries(isMap(notes['demands']) ? notes['demands'] : {}).flatMap(sourceOf);
  const isThere = all.some(({ source, base }) => source !== PROPOSED && base !== null);
  return all.filter(({ source }) => source !== PROPOSED || !isThere);
}

function jsonOf({ base, demands, changedSteps }: Omit<SourceDemands, 'source'>): Json {
  return {
    base,
    demands: demands.map(({ pipeline, step, gates, rows, unknown = null }) => {
      const specs = gates.map(({ id, spec }) => ({ id, spec }));
      return { pipeline, step, gates: specs, rows: rows === null ? null : [...rows], unknown };
    }),
    changedSteps: changedSteps.map(({ pipeline, step, changed }) => {
      return { pipeline, step, changed: [...changed] };
    }),
  };
}

function sourceOf([source, value]: readonly [string, Json]): SourceDemands[] {
  if (!isMap(value)) return [];
  const base = typeof value['base'] === 'string' ? value['base'] : null;
  const demands = listOf(value['demands']).map(demandOf);
  return [{ source, base, demands, changedSteps: listOf(value['changedSteps']).flatMap(stepOf) }];
}

/** One that cannot be read is one that cannot be met. */
function demandOf(value: Json): Demand {
  const { pipeline, step, gates, rows, unknown } = isMap(value) ? value : {};
  if (typeof pipeline !== 'string' || typeof step !== 'string') {
    return { ...UNREADABLE, pipeline: typeof pipeline === 'string' ? pipeline : 'unknown' };
  }
  const specs = listOf(gates).map((gate) => {
    const { id, spec } = isMap(gate) ? gate : {};
    return { id: textOf(id), spec: textOf(spec) };
  });
  const demand = {
    pipeline,
    step,
    gates: specs,
    rows: isList(rows ?? null) ? textsOf(rows) : null,
  };
  return typeof unknown === 'string' ? { ...demand, unknown } : demand;
}

const UNREADABLE: Omit<Demand, 'pipeline'> = {
  step: 'a step',
  gates: [],
  rows: null,
  unknown: 'what the default branch asks of it cannot be read back from its check',
};

function stepOf(value: Json): ChangedStep[] {
  const { pipeline, step, changed } = isMap(value) ? value : {};
  if (typeof pipeline !== 'string' || typeof step !== 'string') return [];
  return [{ pipeline, step, changed: textsOf(changed) }];
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function textsOf(value: Json | undefined): readonly string[] {
  return listOf(value).map(textOf);
}
