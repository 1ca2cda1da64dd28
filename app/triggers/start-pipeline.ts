import { whyTooManySteps } from '../compile/commit/commit-limits.ts';
import type { CompileRequest, CompileResult } from '../compile/compile-request.ts';
import { stepsOf, type Outline } from '../compile/commit/outline-file.ts';
import type { Plan } from '../domain/plan.ts';
import { githubContextOf, runContextOf } from '../domain/run/request-contexts.ts';
import type { RunOptions, RunRequest } from '../domain/run/run.ts';
import { groupOf } from '../domain/scope.ts';
import { grantsNow } from './grants-now.ts';
import type { StartContext, Started } from './start-order.ts';
import { overLimit } from './unreadable-file.ts';

const OPTIONS: Omit<RunOptions, 'deploy'> = {
  maxParallel: null,
  inPlace: false,
  noCache: false,
  exclude: {},
};
const NOBODY = { id: '0'.repeat(26), number: 1, attempt: 1 };

/** What the pipelines of a commit that were compiled before took of what all may have. */
export type Spent = { steps: number };

/** Compiles one file for one run and starts it; the same reason again gives the run that was started then. */
export async function startPipeline(
  context: StartContext,
  outline: Outline,
  { reason, spent }: { readonly reason: string; readonly spent: Spent },
): Promise<Started> {
  const { runtime, hosted } = context;
  const { file, name: pipeline } = outline;
  // Once for its problems, before it takes a number.
  const draft = await planned(context, outline, nobodysRun(context));
  if (draft.plan === null) return refusal(draft, { file, pipeline });
  spent.steps += stepsOf(draft.plan);
  const tooMany = whyTooManySteps(spent.steps);
  if (tooMany !== null) return overLimit(file, tooMany);
  const grant = await grantsNow({
    granting: context.granting,
    pipeline: draft.plan.pipeline,
    trust: hosted.trust,
    quotas: context.quotas,
    request: nobodysRun(context),
    now: context.clock.now(),
  });
  const { missing, tooWide } = grant(draft.plan);
  if (tooWide !== null) return { type: 'barred', file, pipeline, reason: tooWide };
  if (missing.length > 0) return { type: 'ungated', file, pipeline, steps: missing };
  const identity = await runtime.allot(hosted.repository.id);
  const request = requestOf(context, identity);
  const named = await planned(context, outline, request);
  if (named.plan === null) return refusal(named, { file, pipeline });
  const { plan: granted, notYet, lowered } = grant(named.plan);
  const started = await startPlan(context, outline, {
    plan: withinScope(granted, request),
    request,
  });
  if (typeof started === 'string') return { type: 'barred', file, pipeline, reason: started };
  const about = { reason, notYet, lowered, warnings: named.problems };
  return { type: 'started', ...started, ...about, file, pipeline: granted.pipeline };
}

/** A text says why not. */
async function startPlan(
  { runtime, bind, bridge: bridgeOf, once }: StartContext,
  { readsEvent }: Outline,
  { plan: whole, request }: { readonly plan: Plan; readonly request: RunRequest },
): Promise<{ readonly run: string; readonly number: number } | string> {
  const bound = bind?.(whole) ?? { type: 'bound', plan: whole, reuse: {} };
  if (bound.type === 'refused') return bound.reason;
  const { plan, reuse } = bound;
  const bridge = (await bridgeOf?.(plan, request)) ?? null;
  const asked = bridge === null ? request : { ...request, bridge };
  const { id: run, number } = await runtime.start(
    plan,
    asked,
    reuse,
    once(plan.pipeline, readsEvent),
  );
  return { run, number };
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

async function planned(
  { files, clock, params }: Pick<StartContext, 'files' | 'clock' | 'params'>,
  outline: Outline,
  request: RunRequest,
): Promise<CompileResult> {
  const asked: CompileRequest = {
    params,
    github: githubContextOf(request),
    run: runContextOf(request, clock.now()),
    environment: 'github',
    namesake: await files.namesakeOf(outline),
  };
  return files.compile(outline, asked);
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
