/** What `run` has (`pipeline-file.md`, Expressions). */
export const RUN_PROPERTIES: readonly string[] = [
  'id',
  'number',
  'attempt',
  'trigger',
  'date',
  'scheduled_at',
];

/** What `github` can have; what it has in this run is known when it runs. https://docs.github.com/actions/reference/workflows-and-actions/contexts#github-context */
export const GITHUB_PROPERTIES: readonly string[] = [
  'actor',
  'actor_id',
  'api_url',
  'base_ref',
  'event',
  'event_name',
  'graphql_url',
  'head_ref',
  'ref',
  'ref_name',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workspace',
];

/** What an artifact has, as an output and as an input. */
export const ARTIFACT_PROPERTIES: readonly string[] = ['path', 'digest', 'size'];

/** What an input from outside has. */
export const OUTSIDE_PROPERTIES: readonly string[] = [...ARTIFACT_PROPERTIES, 'uri'];

export const STEP_PROPERTIES: readonly string[] = ['result', 'cached', 'outputs', 'metrics'];
export const MATRIX_STEP_PROPERTIES: readonly string[] = ['result', 'cells', 'best'];
