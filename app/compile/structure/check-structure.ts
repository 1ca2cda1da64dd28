import type { Pipeline } from '../../../schemas/pipeline.generated.ts';
import { check as pipelineCheck } from '../../../schemas/checks/pipeline.generated.mjs';
import { MOST_ERRORS, validate, type SchemaError } from '../../../schemas/validate.ts';
import { isList, isMap, type Json } from '../../domain/json.ts';
import { bareMap } from '../bare-map.ts';
import type { Positions } from '../parse/positions.ts';
import type { YamlFile } from '../parse/read-yaml.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { Damage } from './damage.ts';
import { explainSchemaError } from './explain-schema-error.ts';
import { findNotYet } from './find-not-yet.ts';
import { without } from './without.ts';

/** What of a file has the form of a pipeline. */
export type Structure = {
  /** All that is well-formed; null: not enough to be looked at any further. */
  readonly pipeline: Pipeline | null;
  readonly findings: readonly Finding[];
  readonly damage: Damage;
};

const MAX_ROUNDS = 8;

/**
 * Holds a value against the schema and explains everything that is wrong. What is wrong is then left out, until the
 * rest is a pipeline whose meaning can be checked: so one run finds all problems of a file. Undefined: YAML found nothing
 * that could be held against anything.
 */
export function checkStructure({ value, damaged, positions }: YamlFile): Structure {
  const damage = new Damage(damaged);
  const findings: Finding[] = [];
  if (value === undefined) return { pipeline: null, findings, damage };
  if (value === null) return { pipeline: null, findings: [emptyFile()], damage };
  let rest = without(value, damaged);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const result = validate(pipelineCheck, rest);
    if (result.valid) {
      const notYet = findNotYet(result.value);
      if (notYet.length === 0) return { pipeline: result.value, findings, damage };
      findings.push(...notYet.map(({ finding }) => finding));
      rest = leaveOut(
        rest,
        notYet.map(({ leaveOut }) => leaveOut),
        damage,
      );
      continue;
    }
    findings.push(...explain(result.errors, rest, damage, positions));
    // As many as are told hide more, and what is left would be no pipeline either.
    if (result.errors.length === MOST_ERRORS) break;
    if (!isMap(rest) || result.errors.some(isHopeless)) break;
    const wrong = result.errors.map(({ path }) => path).filter((path) => path.length > 0);
    rest = leaveOut(withName(rest, result.errors), wrong, damage);
  }
  return { pipeline: null, findings, damage };
}

function emptyFile(): Finding {
  const hint = 'write at least `name` and `steps: { hello: { run: echo hello } }`';
  return finding('empty-file', [], 'the file holds no pipeline', { hint });
}

// What is missing only because it was left out has been spoken of already.
function explain(
  errors: readonly SchemaError[],
  value: Json,
  damage: Damage,
  positions: Pick<Positions, 'written'>,
): Finding[] {
  const told = new Set<string>();
  return errors
    .filter((error) => {
      const missing = error.params['missingProperty'];
      const place = typeof missing === 'string' ? [...error.path, missing] : error.path;
      // Two branches of the schema can say the same about one value.
      const name = `${error.keyword} ${place.join('\n')}`;
      if (told.has(name) || damage.touches(place)) return false;
      told.add(name);
      return true;
    })
    .map((error) => {
      const found = valueAt(value, error.path);
      return explainSchemaError(error, found, positions.written(error.path));
    });
}

function leaveOut(value: Json, paths: readonly Path[], damage: Damage): Json {
  for (const path of paths) damage.add(path);
  return without(value, paths);
}

// The only thing at the top that a check can do without.
function withName(value: Json, errors: readonly SchemaError[]): Json {
  const isNameless = errors.some(
    ({ path, params }) => path.length === 0 && params['missingProperty'] === 'name',
  );
  return isNameless && isMap(value)
    ? bareMap([...Object.entries(value), ['name', 'unnamed']])
    : value;
}

function isHopeless({ path, keyword, params }: SchemaError): boolean {
  if (path.length === 0) return keyword !== 'required' || params['missingProperty'] === 'steps';
  return path.length === 1 && path[0] === 'steps';
}

function valueAt(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const step of path) {
    if (isList(at)) at = at[Number(step)];
    else if (isMap(at)) at = at[String(step)];
    else return undefined;
  }
  return at;
}
