import { checkPipelineFile, type CheckResult } from '../compile/check/check-pipeline-file.ts';
import { compileChecked } from '../compile/compile.ts';
import type { CheckRequest, CompileResult, PlanRequest } from '../compile/compile-request.ts';
import type { PipelineFile } from '../compile/structure/read-pipeline-file.ts';
import type { Plan } from '../domain/plan.ts';
import { githubContextOf, runContextOf } from '../domain/run/request-contexts.ts';
import type { RunOptions, RunRequest } from '../domain/run/run.ts';
import { groupOf } from '../domain/scope.ts';
import { grantsNow } from './grants-now.ts';
import type { StartContext, Started } from './start-order.ts';

const OPTIONS: Omit<RunOptions, 'deploy'> = {
  maxParallel: null,
  inPlace: false,
  noCache: false,
  exclude: {},
};
const NOBODY = { id: '0'.repeat(26), number: 1, attempt: 1 };

/** Compiles one file for one run and starts it; the same reason again gives the run that was started then. */
export async function startPipeline(
  context: StartContext,
  source: PipelineFile,
  reason: string,
): Promise<Started> {
  const { runtime, hosted } = context;
  const { file, name: pipeline } = source;
  const checked = checkPipelineFile(source, checkRequest(context, source));
  // Once for its problems, before it takes a number.
  const draft = planned(context, checked, nobodysRun(context));
  if (draft.plan === null) return refusal(draft, { file, pipeline });
  const grant = grantsNow({
    granting: context.granting,
    pipeline: draft.plan.pipeline,
    trust: hosted.trust,
    request: nobodysRun(context),
    now: context.clock.now(),
  });
  const { missing } = grant(draft.plan);
  if (missing.length > 0) return { type: 'ungated', file, pipeline, steps: missing };
  const identity = await runtime.allot(hosted.repository.id);
  const request = requestOf(context, identity);
  const named = planned(context, checked, request);
  if (named.plan === null) return refusal(named, { file, pipeline });
  const { plan: granted, notYet } = grant(named.plan);
  const plan = withinScope(granted, request);
  const { id, number } = await runtime.start(plan, request, {}, context.once(plan.pipeline));
  const warnings = named.problems;
  const run = { type: 'started', run: id, number, reason, notYet, warnings } as const;
  return { ...run, file, pipeline: plan.pipeline };
}

/** ConcurrencyRows are one namespace for all repositories of a service; nobody waits for, or cancels, a run of another. */
function withinScope(plan: Plan, request: RunRequest): Plan {
  const { concurrency } = plan;
  if (concurrency === null) return plan;
  return { ...plan, concurrency: { ...concurrency, group: groupOf(request, concurrency.group) } };
}

function refusal(
  { problems, paramProblems }: CompileResult,
  about: { readonly file: string; readonly pipeline: string | null },
): Started {
  return problems.some(({ severity }) => severity === 'error')
    ? { ...about, type: 'broken', problems }
    : { ...about, type: 'refused', problems: paramProblems };
}

function planned(context: StartContext, checked: CheckResult, request: RunRequest): CompileResult {
  return compileChecked(checked, planRequest(context, request));
}

function checkRequest({ files }: StartContext, source: PipelineFile): CheckRequest {
  return { environment: 'github', namesake: files.namesakeOf(source) };
}

function planRequest(
  { clock, params }: Pick<StartContext, 'clock' | 'params'>,
  request: RunRequest,
): PlanRequest {
  return { params, github: githubContextOf(request), run: runContextOf(request, clock.now()) };
}

type Requesting = Pick<StartContext, 'hosted' | 'subject'> & Partial<Pick<StartContext, 'params'>>;

/** A run of a subject that takes no number: what compiling asks of a run. */
export function nobodysRun(context: Requesting): RunRequest {
  return requestOf(context, NOBODY);
}

function requestOf(
  { hosted, subject, params = {} }: Requesting,
  identity: Pick<RunRequest, 'id' | 'number' | 'attempt'>,
): RunRequest {
  // Aliases move only for what was pushed to a protected branch.
  const typed = Object.keys(params).length === 0 ? {} : { params };
  const options = { ...OPTIONS, ...typed, deploy: hosted.trust === 'protected' };
  return { ...identity, ...subject, rerunOf: null, dirty: false, tree: null, options, hosted };
}
