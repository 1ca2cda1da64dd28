import { listIgnored } from '../../../content/git/list-ignored.ts';
import { dataHere } from './data-here.ts';
import { repositoryNow, type RepositoryNow } from './repository-now.ts';
import { namesakeOf, type ByName } from '../../compile/check/namesakes.ts';
import { compile } from '../../compile/compile.ts';
import type { CompileResult } from '../../compile/compile-request.ts';
import { githubContextOf, runContextOf } from '../../domain/run/request-contexts.ts';
import type { Instant, RunRequest } from '../../domain/run/run.ts';
import { folderInRepository } from '../../local/find-root.ts';
import { readRequest } from './read-request.ts';
import { pipelinesByName, type LocatedPipeline } from './locate-pipeline.ts';

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
  readonly files?: RepositoryNow;
  /** Which paths of this machine have to be there; left out: all that inputs name. */
  readonly reads?: ReadonlySet<string>;
  /** The repository's pipelines; left out: those that it has now. */
  readonly named?: ByName;
};

/** Compiles a pipeline for one run on this machine. */
export async function compilePipeline(
  { root, read }: LocatedPipeline,
  params: Readonly<Record<string, string>>,
  { identity, createdAt, files, reads, named = pipelinesByName(root) }: CompiledFor,
): Promise<CompileResult> {
  const { paths, links } = files ?? (await repositoryNow(root));
  const github = githubContextOf(identity);
  const run = runContextOf(identity, createdAt);
  const namesake = namesakeOf(named, read);
  const data = await dataHere(root, read, reads);
  const project = folderInRepository(root);
  const known = { environment: 'local', files: paths, links, data, project, namesake } as const;
  const request = { params, github, run, ...known };
  const result = compile(read, request);
  // Whether git ignores what is missing is asked only where something is.
  if (result.problems.every(({ code }) => code !== 'missing-file')) return result;
  return compile(read, { ...request, ignored: await listIgnored(root) });
}

/** What any pipeline of a repository would be compiled for now, asked once for all of them: for `validate` and `plan`. */
export async function supposedFor(root: string): Promise<CompiledFor> {
  const [identity, files] = await Promise.all([supposedRun(root), repositoryNow(root)]);
  return { identity, createdAt: Date.now(), files, named: pipelinesByName(root) };
}

/** Who a run would be that nobody has started. */
async function supposedRun(root: string): Promise<RunIdentity> {
  const request = await readRequest(root, SUPPOSED_OPTIONS, 'look');
  return { ...request, id: '0'.repeat(26), number: 1, attempt: 1 };
}

const SUPPOSED_OPTIONS = {
  maxParallel: null,
  inPlace: false,
  noCache: false,
  deploy: false,
  exclude: {},
};
