import { listRepository } from '../../../content/list-repository.ts';
import { compile } from '../../compile/compile.ts';
import type { CompileResult } from '../../compile/compile-request.ts';
import { githubContextOf, runContextOf } from '../../domain/run/request-contexts.ts';
import type { Instant, RunRequest } from '../../domain/run/run.ts';
import { readRequest } from './read-request.ts';
import { namesOfOthers, type PipelineFile } from './locate-pipeline.ts';

/** What of a run's request expressions can ask for. */
export type RunIdentity = Pick<
  RunRequest,
  'id' | 'number' | 'attempt' | 'trigger' | 'sha' | 'ref' | 'actor' | 'github'
>;

/** The run that a pipeline is compiled for. */
export type CompiledFor = {
  readonly identity: RunIdentity;
  readonly createdAt: Instant;
  /** The paths that its steps will find; left out: what the repository has now. */
  readonly files?: readonly string[];
};

/** Compiles a pipeline for one run on this machine. */
export async function compilePipeline(
  { root, file, text }: PipelineFile,
  params: Readonly<Record<string, string>>,
  { identity, createdAt, files }: CompiledFor,
): Promise<CompileResult> {
  const known = files ?? (await listRepository(root)).map(({ path }) => path);
  const github = githubContextOf(identity);
  const run = runContextOf(identity, createdAt);
  const taken = namesOfOthers(root, file);
  const request = { params, github, run, environment: 'local', files: known, taken } as const;
  return compile({ file, text }, request);
}

/** Who a run would be that nobody has started: for `validate` and `plan`. */
export async function supposedRun(root: string): Promise<RunIdentity> {
  const request = await readRequest(root, SUPPOSED_OPTIONS);
  return { ...request, id: '0'.repeat(26), number: 1, attempt: 1 };
}

const SUPPOSED_OPTIONS = {
  maxParallel: null,
  inPlace: false,
  noCache: false,
  deploy: false,
  exclude: {},
};
