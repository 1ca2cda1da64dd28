import { validate, type Check } from '../../../schemas/validate.ts';
import { isList, isMap, type Json } from '../../domain/json.ts';
import type { Problem } from '../../domain/problem.ts';
import { readYaml, type YamlFile } from '../parse/read-yaml.ts';
import type { Finding, Path } from '../problems/finding.ts';
import { limitProblems } from '../problems/limit-problems.ts';
import { explainSchemaError } from './explain-schema-error.ts';

/**
 * What a file of settings says, or every mistake in it on its line; with any mistake it says nothing. An empty file has
 * the value null and no problems. `called`: what sentences call the whole file. Pure; never throws for any text.
 */
export function readSettingsFile<T>(check: Check<T>, text: string, called: string) {
  const yaml = readYaml(text);
  const { value } = yaml;
  const isEmpty = value === null && yaml.problems.length === 0;
  if (value === undefined || isEmpty) return { value: null, problems: problemsOf(yaml, []) };
  const result = validate(check, value);
  if (!result.valid) {
    const explained = result.errors.map((error) =>
      explainSchemaError(error, valueAt(value, error.path), yaml.positions.written(error.path)),
    );
    const findings = explained.map((finding) => named(finding, called));
    return { value: null, problems: problemsOf(yaml, findings) };
  }
  if (yaml.problems.length > 0) return { value: null, problems: problemsOf(yaml, []) };
  return { value: result.value, problems: [] };
}

// The whole file is called by its name where pipelines' mistakes say "a pipeline".
function named(finding: Finding, called: string): Finding {
  return { ...finding, message: finding.message.replace(/^a pipeline\b/, called) };
}

function problemsOf(yaml: YamlFile, findings: readonly Finding[]): readonly Problem[] {
  const located = findings.map((finding) => yaml.positions.locate(finding));
  return limitProblems([...yaml.problems, ...located].sort((a, b) => a.line - b.line));
}

function valueAt(value: Json, path: Path): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path) {
    if (isList(at)) at = at[Number(key)];
    else at = isMap(at) ? at[String(key)] : undefined;
  }
  return at;
}
