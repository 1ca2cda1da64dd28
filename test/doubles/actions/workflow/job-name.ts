import { toData } from '../expressions/expression-data.ts';
import { evaluateText, type Scope } from '../expressions/evaluate.ts';
import { isList, isMap, type Json, type JsonMap } from '../json.ts';
import type { JobDefinition } from './workflow.ts';

/** What the job is called on GitHub: a name that does not mention the matrix has its values appended. */
export function jobName(job: JobDefinition, matrix: JsonMap | null, scope: Scope): string {
  const hasExpression = typeof job.name === 'string' && job.name.includes('${{');
  const base = job.name === undefined ? job.key : evaluateText(job.name, scope);
  if (matrix === null || hasExpression) return base === '' ? job.key : base;
  return `${base} (${leaves(matrix).join(', ')})`;
}

function leaves(value: Json): string[] {
  if (isList(value)) return value.flatMap(leaves);
  if (isMap(value)) return Object.values(value).flatMap(leaves);
  return [toData(value).coerceString()];
}
