import { compile } from '../compile/compile.ts';
import type { CompileResult } from '../compile/compile-request.ts';
import { applyGrants, withoutSecrets, type Granted } from '../compile/grants/apply-grants.ts';
import { readTriggers } from '../compile/triggers/read-triggers.ts';
import type { Plan } from '../domain/plan.ts';
import { githubContextOf, runContextOf } from '../domain/run/request-contexts.ts';
import type { RunOptions, RunRequest } from '../domain/run/run.ts';
import { groupOf } from '../domain/scope.ts';
import type { PipelineSource, StartContext, Started } from './start-order.ts';

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
  source: PipelineSource,
  reason: string,
): Promise<Started> {
  const { runtime, hosted } = context;
  const { file } = source;
  // Once for its problems, before it takes a number.
  const draft = compileFor(context, source, requestOf(context, NOBODY));
  const pipeline = draft.plan?.pipeline ?? readTriggers(source.text)?.name ?? null;
  if (draft.plan === null) return refusal(draft, { file, pipeline });
  const missing = grantedTo(context, draft.plan).missing;
  if (missing.length > 0) return { type: 'ungated', file, pipeline, steps: missing };
  const identity = await runtime.allot(hosted.repository.id);
  const request = requestOf(context, identity);
  const named = compileFor(context, source, request);
  if (named.plan === null) return refusal(named, { file, pipeline });
  const granted = grantedTo(context, named.plan);
  const { notYet } = granted;
  const plan = withinScope(granted.plan, request);
  const { id, number } = await runtime.start(plan, request, {}, context.once(plan.pipeline));
  const warnings = named.problems;
  const run = { type: 'started', run: id, number, reason, notYet, warnings } as const;
  return { ...run, file, pipeline: plan.pipeline };
}

/** Groups are one namespace for all repositories of a service; nobody waits for, or cancels, a run of another. */
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

function grantedTo(context: StartContext, plan: Plan): Granted {
  if (context.hosted.trust === 'untrusted') {
    return { ...applyGrants(plan, grantingPlan(context, plan)), plan: withoutSecrets(plan) };
  }
  return applyGrants(plan, grantingPlan(context, plan));
}

/** The default branch's pipeline of the same name. */
function grantingPlan(context: StartContext, plan: Plan): Plan | null {
  const same = context.granting.find(({ text }) => readTriggers(text)?.name === plan.pipeline);
  if (same === undefined) return null;
  const bare = { ...context, params: {} };
  return compileFor(bare, same, requestOf(context, NOBODY)).plan;
}

function compileFor(
  { clock, params, files }: StartContext,
  source: PipelineSource,
  request: RunRequest,
): CompileResult {
  const github = githubContextOf(request);
  const run = runContextOf(request, clock.now());
  const others = files.filter(({ file }) => file !== source.file);
  const named = others.flatMap(({ file, text }) => {
    const name = readTriggers(text)?.name;
    return name === undefined ? [] : [[name, file] as const];
  });
  const taken = Object.fromEntries(named);
  return compile(source, { params, github, run, environment: 'github', taken });
}

function requestOf(
  { hosted, subject }: StartContext,
  identity: Pick<RunRequest, 'id' | 'number' | 'attempt'>,
): RunRequest {
  // Aliases move only for what was pushed to a protected branch.
  const options = { ...OPTIONS, deploy: hosted.trust === 'protected' };
  return { ...identity, ...subject, rerunOf: null, dirty: false, tree: null, options, hosted };
}
