import type { RemoteBaseline } from '../../../schemas/people-answer.generated.ts';
import type { BaselineRef } from '../../domain/gate-spec.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { OfServer, ServerBaseline } from '../../domain/run/of-server.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import { changedSince } from '../../local/changed-since.ts';
import { commitsOfDefault, defaultBranchOf } from '../../local/local-repository.ts';
import { judgedStep } from '../../reports/report/reported-step.ts';
import { comparedWith } from '../../runtime/baselines/load-sides.ts';
import { UsageError } from '../usage-error.ts';
import type { ServerReads } from './server-reads.ts';

/** A file may have a gate in each of its steps. */
const MOST_STEPS = 10;

export type ToldByServer = { readonly server: OfServer; readonly warnings: readonly string[] };

/**
 * What a server has measured of the steps that a run is judged by: of its default branch, where the commit grew from, and
 * behind aliases. A server that cannot be asked is a warning: then the run is held against what this machine knows.
 */
export async function baselinesOfServer(
  server: ServerReads,
  root: string,
  { plan, request }: { readonly plan: Plan; readonly request: Pick<RunRequest, 'sha'> },
): Promise<ToldByServer> {
  const { url, repository, isNamed, host } = server;
  const of = { url, repository, ...(isNamed && { isNamed: true as const }) };
  const commits = request.sha === null ? [] : await commitsOfDefault(root, request.sha);
  const branch = (await defaultBranchOf(root)) ?? 'main';
  const baselines: ServerBaseline[] = [];
  try {
    for (const step of judgedSteps(plan)) {
      const refs = refsOf(step, commits);
      const told = await ask(server, { pipeline: plan.pipeline, step: step.id, refs, commits });
      const each = zipped(refs, told).map(([ref, found]) => {
        const name = `${ref.type === 'alias' ? nameOf(ref) : branch} on ${host}`;
        return baselineOf(root, { step: step.id, ref, name }, found);
      });
      baselines.push(...(await Promise.all(each)));
    }
    return { server: { ...of, baselines }, warnings: [] };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const why = `${error.message} The run is compared with what this machine knows.`;
    return { server: { ...of, baselines: [] }, warnings: [why] };
  }
}

/** The step that the report is about, and those with a gate that holds them against another run. */
function judgedSteps(plan: Plan): readonly PlanStep[] {
  const reported = judgedStep(plan);
  const gated = plan.steps.filter(({ gates }) =>
    gates.some(({ test }) => test.type === 'baseline'),
  );
  return [...new Set([...(reported === undefined ? [] : [reported]), ...gated])].slice(
    0,
    MOST_STEPS,
  );
}

/** In the order in which the server answers. */
function refsOf(step: PlanStep, commits: readonly string[]): readonly BaselineRef[] {
  const refs = comparedWith(step);
  const aliases = refs.filter((ref) => ref.type === 'alias');
  const asksCommits = commits.length > 0 && refs.some((ref) => ref.type === 'merge-base');
  return [...aliases, ...(asksCommits ? [{ type: 'merge-base' as const }] : [])];
}

function zipped(
  refs: readonly BaselineRef[],
  told: readonly RemoteBaseline[],
): readonly (readonly [BaselineRef, RemoteBaseline])[] {
  return refs.flatMap((ref, at) => {
    const found = told[at];
    return found === undefined ? [] : [[ref, found] as const];
  });
}

type Question = {
  readonly pipeline: string;
  readonly step: string;
  readonly refs: readonly BaselineRef[];
  readonly commits: readonly string[];
};

async function ask(
  server: ServerReads,
  { pipeline, step, refs, commits }: Question,
): Promise<readonly RemoteBaseline[]> {
  if (refs.length === 0) return [];
  const query = new URLSearchParams({ pipeline, step });
  for (const ref of refs) if (ref.type === 'alias') query.append('alias', nameOf(ref));
  const asksCommits = refs.some((ref) => ref.type === 'merge-base');
  for (const commit of asksCommits ? commits : []) query.append('commit', commit);
  return (await server.ask('baselines', `/baselines?${query.toString()}`)).baselines;
}

async function baselineOf(
  root: string,
  of: Pick<ServerBaseline, 'step' | 'ref' | 'name'>,
  { version, run, state, metrics, parts }: RemoteBaseline,
): Promise<ServerBaseline> {
  if (state !== 'measured') return { ...of, version, run, found: { type: state } };
  const changed = run === null || run.sha === null ? null : await changedSince(root, run.sha);
  return { ...of, version, run, found: { type: 'measured', metrics, parts, changed } };
}

function nameOf({ model, alias }: Extract<BaselineRef, { type: 'alias' }>): string {
  return `${model}@${alias}`;
}
