import { isList, isMap, type Json, type JsonMap } from '../json.ts';
import { toData } from '../expressions/expression-data.ts';
import type { StepDefinition } from './workflow.ts';

/** The steps of a job or of a composite action; those without an id are called as the runner calls them. */
export function readSteps(raw: Json | undefined): StepDefinition[] {
  const used = new Map<string, number>();
  return (isList(raw) ? raw : []).filter(isMap).map((step) => {
    const base = generatedId(step);
    const count = (used.get(base) ?? 0) + 1;
    used.set(base, count);
    const id = typeof step['id'] === 'string' ? step['id'] : count > 1 ? `${base}_${count}` : base;
    return readStep(step, id);
  });
}

function readStep(step: JsonMap, id: string): StepDefinition {
  return {
    id,
    name: step['name'],
    condition: step['if'],
    run: textOf(step['run']),
    uses: textOf(step['uses']),
    with: mapOf(step['with']),
    env: mapOf(step['env']),
    shell: step['shell'],
    workingDirectory: step['working-directory'],
    timeoutMinutes: step['timeout-minutes'],
    continueOnError: step['continue-on-error'],
  };
}

// What GITHUB_ACTION holds: https://docs.github.com/actions/reference/workflows-and-actions/variables
function generatedId(step: JsonMap): string {
  const uses = textOf(step['uses']);
  if (uses === undefined) return '__run';
  return `__${uses.replace(/@.*$/, '').replaceAll(/[^A-Za-z0-9-]+/g, '_')}`;
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined || value === null ? undefined : toData(value).coerceString();
}

function mapOf(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}
