import type { Json, JsonMap } from '../json.ts';

/** A workflow file after GitHub's parser accepted it, nothing evaluated yet. */
export type Workflow = {
  readonly name: string;
  readonly path: string;
  readonly env: JsonMap;
  readonly defaults: RunDefaults;
  readonly permissions: Json | undefined;
  readonly jobs: readonly JobDefinition[];
};

export type JobDefinition = {
  /** The key under `jobs`. */
  readonly key: string;
  readonly name: Json | undefined;
  readonly needs: readonly string[];
  readonly condition: Json | undefined;
  readonly runsOn: Json;
  readonly strategy: JsonMap;
  readonly environment: Json | undefined;
  readonly permissions: Json | undefined;
  readonly env: JsonMap;
  readonly defaults: RunDefaults;
  readonly outputs: JsonMap;
  readonly timeoutMinutes: Json | undefined;
  readonly continueOnError: Json | undefined;
  readonly steps: readonly StepDefinition[];
};

export type RunDefaults = { readonly shell?: string; readonly workingDirectory?: string };

/** A step as written, of a job or of a composite action. */
export type StepDefinition = {
  readonly id: string;
  readonly name: Json | undefined;
  readonly condition: Json | undefined;
  readonly run: string | undefined;
  readonly uses: string | undefined;
  readonly with: JsonMap;
  readonly env: JsonMap;
  readonly shell: Json | undefined;
  readonly workingDirectory: Json | undefined;
  readonly timeoutMinutes: Json | undefined;
  readonly continueOnError: Json | undefined;
};
