import { delimiter } from 'node:path';
import { toData } from '../../expressions/expression-data.ts';
import type { Json } from '../../json.ts';
import { TRACKING_VARIABLE } from './end-marked-processes.ts';
import { runnerContext, type JobState } from '../job-state.ts';

/** All of this machine's environment that steps get to see; the rest of it is none of their business. */
const FROM_THE_MACHINE = [
  'PATH',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'TZ',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'NODE_EXTRA_CA_CERTS',
];

// https://docs.github.com/actions/reference/workflows-and-actions/variables; GitHubContext.cs in actions/runner.
const FROM_GITHUB = [
  'action',
  'action_path',
  'action_ref',
  'action_repository',
  'actor',
  'actor_id',
  'api_url',
  'base_ref',
  'event_name',
  'event_path',
  'graphql_url',
  'head_ref',
  'job',
  'ref',
  'ref_name',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'retention_days',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workflow_sha',
  'workspace',
];

/** The whole environment of one process of a job: the machine's, the step's, GitHub's, the given in this order. */
export function processEnvironment(
  job: JobState,
  github: Readonly<Record<string, Json>>,
  step: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const environment: Record<string, string> = {
    ...machineEnvironment(),
    ...job.host.env,
    HOME: job.folders.home,
    CI: 'true',
    ...step,
    GITHUB_ACTIONS: 'true',
    ...prefixed('GITHUB_', FROM_GITHUB, github),
    ...prefixed(
      'RUNNER_',
      ['name', 'environment', 'os', 'arch', 'temp', 'tool_cache', 'workspace'],
      runnerContext(job),
    ),
    ...job.message.variables,
    ...given,
    [TRACKING_VARIABLE]: job.trackingId,
  };
  const path = [...job.path].reverse();
  environment['PATH'] = [...path, environment['PATH'] ?? ''].join(delimiter);
  return environment;
}

function machineEnvironment(): Record<string, string> {
  const known: Record<string, string> = {};
  for (const name of FROM_THE_MACHINE) {
    const value = process.env[name];
    if (value !== undefined) known[name] = value;
  }
  return known;
}

function prefixed(
  prefix: string,
  names: readonly string[],
  values: Readonly<Record<string, Json>>,
): Record<string, string> {
  const known = names.filter((name) => values[name] !== undefined);
  return Object.fromEntries(
    known.map((name) => [
      `${prefix}${name.toUpperCase()}`,
      toData(values[name] ?? null).coerceString(),
    ]),
  );
}
