import { parse } from 'yaml';
import { isList, isMap, type Json, type JsonMap } from '../json.ts';
import { problemsOf } from './problems-of.ts';
import { readSteps } from './read-steps.ts';
import type { JobDefinition, RunDefaults, Workflow } from './workflow.ts';

export type ReadWorkflow =
  | { readonly ok: true; readonly workflow: Workflow }
  /** What GitHub shows of a file it refuses, with lines and columns. */
  | { readonly ok: false; readonly errors: readonly string[] };

/** Reads a workflow file: GitHub's parser judges it, the YAML is what runs. Throws on what is not modelled. */
export async function readWorkflow(path: string, text: string): Promise<ReadWorkflow> {
  const errors = await problemsOf(path, text);
  if (errors.length > 0) return { ok: false, errors };
  const file = mapOf(parse(text) as Json);
  refuse(path, file, ['concurrency']);
  const jobs = Object.entries(mapOf(file['jobs'])).map(([key, job]) => {
    refuse(`${path}, job ${key}`, mapOf(job), ['uses', 'container', 'services', 'concurrency']);
    return readJob(key, mapOf(job));
  });
  const workflow: Workflow = {
    name: typeof file['name'] === 'string' ? file['name'] : path,
    path,
    env: mapOf(file['env']),
    defaults: defaultsOf(file['defaults']),
    permissions: file['permissions'],
    jobs,
  };
  return { ok: true, workflow };
}

function readJob(key: string, job: JsonMap): JobDefinition {
  return {
    key,
    name: job['name'],
    needs: namesOf(job['needs']),
    condition: job['if'],
    runsOn: job['runs-on'] ?? null,
    strategy: mapOf(job['strategy']),
    environment: job['environment'],
    permissions: job['permissions'],
    env: mapOf(job['env']),
    defaults: defaultsOf(job['defaults']),
    outputs: mapOf(job['outputs']),
    timeoutMinutes: job['timeout-minutes'],
    continueOnError: job['continue-on-error'],
    steps: readSteps(job['steps']),
  };
}

function defaultsOf(raw: Json | undefined): RunDefaults {
  const run = mapOf(mapOf(raw)['run']);
  return {
    ...(typeof run['shell'] === 'string' && { shell: run['shell'] }),
    ...(typeof run['working-directory'] === 'string' && {
      workingDirectory: run['working-directory'],
    }),
  };
}

function refuse(place: string, map: JsonMap, keys: readonly string[]): void {
  const found = keys.find((key) => map[key] !== undefined);
  if (found !== undefined) {
    throw new Error(`${place}: \`${found}\` is not modelled by this stand-in for GitHub Actions`);
  }
}

function namesOf(raw: Json | undefined): string[] {
  if (typeof raw === 'string') return [raw];
  return isList(raw) ? raw.filter((name) => typeof name === 'string') : [];
}

function mapOf(value: Json | undefined): JsonMap {
  return isMap(value) ? value : {};
}
