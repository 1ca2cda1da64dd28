import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isMap, type Json, type JsonMap } from '../json.ts';
import { readSteps } from '../workflow/read-steps.ts';
import type { StepDefinition } from '../workflow/workflow.ts';

/** An `action.yml`. */
export type ActionManifest = {
  readonly folder: string;
  readonly name: string;
  /** Defaults by input; null for an input without one. */
  readonly inputs: Readonly<Record<string, string | null>>;
  readonly runs: JavaScriptRuns | CompositeRuns;
};

export type JavaScriptRuns = {
  readonly kind: 'javascript';
  readonly main: string;
  readonly pre: string | undefined;
  readonly preCondition: Json;
  readonly post: string | undefined;
  readonly postCondition: Json;
};

type CompositeRuns = {
  readonly kind: 'composite';
  readonly steps: readonly StepDefinition[];
  /** Expressions by output. */
  readonly outputs: Readonly<Record<string, Json>>;
};

/** Reads the action in a folder. Throws, in the runner's words where it has some, when there is none that can run here. */
export function readActionManifest(folder: string): ActionManifest {
  const file = ['action.yml', 'action.yaml'].map((name) => join(folder, name)).find(existsSync);
  if (file === undefined) {
    throw new Error(
      `Can't find 'action.yml', 'action.yaml' or 'Dockerfile' under '${folder}'. Did you forget to run actions/checkout before running your local action?`,
    );
  }
  const manifest = mapOf(parse(readFileSync(file, 'utf8')) as Json);
  const runs = mapOf(manifest['runs']);
  return {
    folder,
    name: textOf(manifest['name']) ?? folder,
    inputs: inputsOf(manifest),
    runs: runs['using'] === 'composite' ? compositeOf(manifest, runs) : javaScriptOf(runs, file),
  };
}

function inputsOf(manifest: JsonMap): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(mapOf(manifest['inputs'])).map(([name, input]) => [
      name,
      textOf(mapOf(input)['default']) ?? null,
    ]),
  );
}

function javaScriptOf(runs: JsonMap, file: string): JavaScriptRuns {
  const using = textOf(runs['using']) ?? '';
  if (!['node20', 'node24'].includes(using.toLowerCase())) {
    throw new Error(
      `${file}: \`using: ${using}\` is not modelled; node20, node24 and composite are`,
    );
  }
  const main = textOf(runs['main']);
  if (main === undefined)
    throw new Error(
      `${file}: You are using a JavaScript Action but there is not an entry JavaScript file provided`,
    );
  return {
    kind: 'javascript',
    main,
    pre: textOf(runs['pre']),
    preCondition: runs['pre-if'] ?? 'always()',
    post: textOf(runs['post']),
    postCondition: runs['post-if'] ?? 'always()',
  };
}

function compositeOf(manifest: JsonMap, runs: JsonMap): CompositeRuns {
  const outputs = Object.entries(mapOf(manifest['outputs'])).map(([name, output]) => [
    name,
    mapOf(output)['value'] ?? '',
  ]);
  return {
    kind: 'composite',
    steps: readSteps(runs['steps']),
    outputs: Object.fromEntries(outputs),
  };
}

function mapOf(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined || value === null || typeof value === 'object'
    ? undefined
    : String(value);
}
