import { evaluateValue, type Scope } from '../expressions/evaluate.ts';
import { isList, isMap, type Json, type JsonMap } from '../json.ts';

const MAX_JOBS = 256;

/**
 * The combinations of a `strategy.matrix`, one a job, as GitHub makes them.
 * https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations
 * Throws with GitHub's words when there are none or more than 256.
 */
export function expandMatrix(raw: Json, scope: Scope): JsonMap[] {
  const matrix = evaluateValue(raw, scope);
  if (!isMap(matrix)) throw new Error('A mapping was expected for the matrix');
  const { include = [], exclude = [], ...vectors } = matrix;
  const combined = product(vectors).filter(
    (combination) => !mapsOf(exclude, 'exclude').some((filter) => matches(combination, filter)),
  );
  const jobs = withIncluded(combined, mapsOf(include, 'include'));
  if (jobs.length === 0) throw new Error('Matrix must define at least one vector');
  if (jobs.length > MAX_JOBS) {
    throw new Error(`The matrix generated ${jobs.length} jobs, which exceeds the limit of 256`);
  }
  return jobs;
}

function product(vectors: JsonMap): JsonMap[] {
  const names = Object.keys(vectors);
  if (names.length === 0) return [];
  let jobs: JsonMap[] = [{}];
  for (const name of names) {
    const values = vectors[name];
    if (!isList(values)) throw new Error(`A sequence was expected for matrix vector '${name}'`);
    if (values.length === 0) {
      throw new Error(`Matrix vector '${name}' does not contain any values`);
    }
    jobs = jobs.flatMap((job) => values.map((value) => Object.assign({}, job, { [name]: value })));
  }
  return jobs;
}

// An `include` extends every combination whose own values it does not change; one that fits none is a job of its own.
function withIncluded(combined: readonly JsonMap[], includes: readonly JsonMap[]): JsonMap[] {
  const extended: JsonMap[] = [...combined];
  const added: JsonMap[] = [];
  for (const include of includes) {
    let isUsed = false;
    combined.forEach((original, index) => {
      const keeps = Object.keys(include).every(
        (key) => !(key in original) || isSame(original[key], include[key]),
      );
      if (!keeps) return;
      isUsed = true;
      extended[index] = { ...extended[index], ...include };
    });
    if (!isUsed) added.push(include);
  }
  return [...extended, ...added];
}

function matches(combination: JsonMap, filter: JsonMap): boolean {
  return Object.entries(filter).every(([key, value]) => isSame(combination[key], value));
}

function mapsOf(value: Json, name: string): JsonMap[] {
  if (!isList(value) || !value.every(isMap)) {
    throw new Error(`A sequence of mappings was expected for matrix '${name}'`);
  }
  return [...value];
}

function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
