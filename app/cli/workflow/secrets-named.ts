import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { checkStructure } from '../../compile/structure/check-structure.ts';
import { readYaml } from '../../compile/parse/read-yaml.ts';
import { secretOf } from '../../compile/secret-of.ts';
import type { Env } from '../../../schemas/pipeline.generated.ts';
import { UsageError } from '../usage-error.ts';
import { pipelineFiles } from '../pipelines/locate-pipeline.ts';

/** Names of all secrets that the pipelines of a repository ask for, sorted. Throws a `UsageError` on a file that is no pipeline. */
export function secretsNamed(root: string): readonly string[] {
  return [...new Set(pipelineFiles(root).flatMap((path) => secretsOf(root, path)))].sort();
}

function secretsOf(root: string, path: string): readonly string[] {
  const yaml = readYaml(readFileSync(path, 'utf8'));
  const { value } = yaml;
  const pipeline = value === undefined ? null : checkStructure(yaml).pipeline;
  if (pipeline === null) {
    throw new UsageError(
      `${relative(root, path)} cannot be read, so that nobody knows which secrets it asks for; nothing was written.`,
      'See what is wrong with it: mlpipelines validate',
    );
  }
  const steps = Object.values(pipeline.steps);
  const short = steps.flatMap(({ secrets }) => secrets ?? []);
  return [pipeline.env, ...steps.map(({ env }) => env)].flatMap(secretsIn).concat(short);
}

function secretsIn(env: Env | undefined): readonly string[] {
  return Object.values(env ?? {}).flatMap((value) => secretOf(String(value)) ?? []);
}
