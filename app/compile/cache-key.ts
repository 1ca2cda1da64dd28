import { digestOfJson, type Digest } from '../domain/digest.ts';
import type { JsonMap } from '../domain/json.ts';
import type { ResolvedInput, ResolvedStep } from '../domain/resolved-step.ts';

/** What a step's key covers of the repository. */
export type KeyContent = {
  /** Manifest of the files that the step sees. */
  readonly files: Digest;
  /** Digest of each of its requirement files; null: there is none at that path. */
  readonly requirements: Readonly<Record<string, Digest | null>>;
};

/**
 * What the work of a step or cell depends on, by name, so that two keys that differ can be told apart in words.
 * Not among it: clocks, retry, resources, metrics, gates, names, the pipeline file itself.
 */
export function cacheKeyParts(resolved: ResolvedStep, content: KeyContent): JsonMap {
  const { step, script, cell, env, params, inputs } = resolved;
  const { action, container, python } = step;
  return {
    format: 1,
    run: script,
    shell: action.type === 'run' ? action.shell : null,
    'working-directory': action.type === 'run' ? action.workingDirectory : null,
    env,
    params,
    cell,
    files: content.files,
    python: python === null ? null : { version: python.version, files: content.requirements },
    container: container === null ? null : { image: container.image, options: container.options },
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [name, inputPart(input)]),
    ),
    outputs: Object.fromEntries(
      Object.entries(step.outputs).map(([name, output]) => [
        name,
        'path' in output ? { type: output.type, path: output.path } : { type: output.type },
      ]),
    ),
  };
}

/** Equal keys, equal work. */
export function cacheKey(parts: JsonMap): Digest {
  return digestOfJson(parts);
}

function inputPart({ content, path }: ResolvedInput): JsonMap {
  if (content.type === 'artifact') return { path, digest: content.artifact.digest };
  const cells = content.cells.map(({ folder, artifact }) => [folder, artifact.digest]);
  return { path, cells: Object.fromEntries(cells), index: content.index };
}
