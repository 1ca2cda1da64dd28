import type { CheckAnnotation, CheckOutput } from '../../reports/check/check-output.ts';
import type { Publication } from '../../runtime/ports/publications.ts';
import { createOnce } from '../client/create-once.ts';
import { refusedWith } from '../client/call-errors.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import type { Rendered } from './rendered.ts';

/** GitHub takes so many a request, and adds them to those that it has. */
const MOST_ANNOTATIONS = 50;

type RenderedCheck = Extract<Rendered, { kind: 'check' }>;
type Shown = { readonly id: number; readonly annotations: number };
export type CheckPlace = { readonly owner: string; readonly repo: string; readonly sha: string };
export type Keep = (remote: Publication['state']['remote']) => Promise<void>;

/** Makes or updates a check, exactly one for its `externalId`; gives its id. `keep` writes down that GitHub is being asked. */
export async function publishCheck(
  { octokit }: InstallationClient,
  place: CheckPlace,
  {
    rendered,
    remote,
    keep,
  }: {
    readonly rendered: RenderedCheck;
    readonly remote: Publication['state']['remote'];
    readonly keep: Keep;
  },
): Promise<number> {
  const checks = { octokit, place, rendered };
  const known = typeof remote === 'number' ? await annotated(checks, remote) : null;
  let shown = known;
  if (shown === null) {
    await keep('asking');
    const mayExist = remote !== null;
    shown = await createOnce({ mayExist, find: () => find(checks), create: () => create(checks) });
    await keep(shown.id);
    // One that was found may say what an earlier try said.
    if (mayExist) shown = await update(checks, shown);
  } else shown = await update(checks, shown);
  while (shown.annotations < rendered.output.annotations.length) {
    const before: number = shown.annotations;
    shown = await update(checks, shown);
    if (shown.annotations === before) break;
  }
  return shown.id;
}

type Checks = {
  readonly octokit: InstallationClient['octokit'];
  readonly place: CheckPlace;
  readonly rendered: RenderedCheck;
};

/** How many annotations it has is asked only where there are some to add: an earlier answer may have been lost. */
async function annotated({ octokit, place, rendered }: Checks, id: number): Promise<Shown | null> {
  if (rendered.output.annotations.length === 0) return { id, annotations: 0 };
  const { owner, repo } = place;
  try {
    const { data } = await octokit.rest.checks.get({ owner, repo, check_run_id: id });
    return { id, annotations: data.output.annotations_count };
  } catch (error) {
    if (refusedWith(error) === 404) return null;
    throw error;
  }
}

async function find({ octokit, place, rendered }: Checks): Promise<Shown | null> {
  const { owner, repo, sha } = place;
  const { data } = await octokit.rest.checks.listForRef({
    owner,
    repo,
    ref: sha,
    check_name: rendered.output.name,
    filter: 'all',
    per_page: 100,
  });
  const ours = data.check_runs.find((run) => run.external_id === rendered.externalId);
  return ours === undefined ? null : { id: ours.id, annotations: ours.output.annotations_count };
}

async function create({ octokit, place, rendered }: Checks): Promise<Shown> {
  const { owner, repo, sha } = place;
  const { data } = await octokit.rest.checks.create({
    owner,
    repo,
    head_sha: sha,
    external_id: rendered.externalId,
    ...bodyOf(rendered, 0),
  });
  return { id: data.id, annotations: data.output.annotations_count };
}

async function update({ octokit, place, rendered }: Checks, shown: Shown): Promise<Shown> {
  const { owner, repo } = place;
  const body = bodyOf(rendered, shown.annotations);
  const { data } = await octokit.rest.checks.update({
    owner,
    repo,
    check_run_id: shown.id,
    ...body,
  });
  return { id: shown.id, annotations: data.output.annotations_count };
}

function bodyOf({ output, page }: RenderedCheck, annotated: number) {
  const { name, title, summary, annotations, startedAt } = output;
  const next = annotations.slice(annotated, annotated + MOST_ANNOTATIONS);
  return {
    name,
    ...stateOf(output),
    ...(page !== null && { details_url: page }),
    ...(startedAt !== null && { started_at: new Date(startedAt).toISOString() }),
    output: { title, summary, annotations: next.map((each) => annotationOf(each)) },
    actions: [...output.actions],
  };
}

function stateOf({ state }: CheckOutput) {
  if (state.status !== 'completed') return { status: state.status };
  const { status, conclusion, completedAt } = state;
  if (completedAt === null) return { status, conclusion };
  return { status, conclusion, completed_at: new Date(completedAt).toISOString() };
}

function annotationOf({
  path,
  startLine,
  endLine,
  columns,
  level,
  title,
  message,
}: CheckAnnotation) {
  return {
    path,
    start_line: startLine,
    end_line: endLine,
    ...(columns !== null && { start_column: columns.start, end_column: columns.end }),
    annotation_level: level,
    title,
    message,
  };
}
