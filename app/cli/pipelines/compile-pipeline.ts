import { listRepository } from '../../../content/list-repository.ts';
import { compile } from '../../compile/compile.ts';
import type { CompileResult } from '../../compile/compile-request.ts';
import { githubContextOf, runContextOf } from '../../domain/request-contexts.ts';
import type { Instant, RunRequest } from '../../domain/run.ts';
import { readCommit } from '../../local/read-commit.ts';
import type { PipelineFile } from '../workspace/locate-pipeline.ts';

/** What of a run's request expressions can ask for. */
export type RunIdentity = Pick<
  RunRequest,
  'id' | 'number' | 'attempt' | 'trigger' | 'sha' | 'ref' | 'actor' | 'github'
>;

export type CompiledFor = {
  readonly identity: RunIdentity;
  readonly createdAt: Instant;
  /** Paths of the repository's files, where they are known already. */
  readonly files?: readonly string[];
};

/** Compiles a pipeline for one run on this machine, against the files that the repository has. */
export async function compilePipeline(
  { root, file, text }: PipelineFile,
  params: Readonly<Record<string, string>>,
  about: CompiledFor,
): Promise<CompileResult> {
  const { identity, createdAt } = about;
  const files = about.files ?? (await listRepository(root)).map(({ path }) => path);
  const github = githubContextOf(identity);
  const run = runContextOf(identity, createdAt);
  return compile({ file, text }, { params, github, run, environment: 'local', files });
}

/** Who a run would be that nobody has started: for `validate` and `plan`. */
export async function supposedRun(root: string): Promise<RunIdentity> {
  const { sha, ref, repository, actor } = await readCommit(root);
  const github = repository === null ? {} : { repository };
  const trigger = 'workflow_dispatch';
  return { id: '0'.repeat(26), number: 1, attempt: 1, trigger, sha, ref, actor, github };
}
