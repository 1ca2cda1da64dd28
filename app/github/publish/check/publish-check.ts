import type { CheckAnnotation, CheckOutput } from '../../../reports/check/check-output.ts';
import type {
  PublicationState,
  PublicationTarget,
} from '../../../runtime/ports/hosted/publications.ts';
import { refusedWith } from '../../client/call-errors.ts';
import { createOnce } from '../../client/create-once.ts';
import type { InstallationClient } from '../../client/installation-clients.ts';
import { externalIdOf } from './external-id.ts';
import { isReopening } from './generations.ts';
import { standingOf, type RenderedCheck } from '../rendered.ts';

/** GitHub takes so many a request, and adds them to those that it has. */
const MOST_ANNOTATIONS = 50;

export type CheckPlace = { readonly owner: string; readonly repo: string; readonly sha: string };
/** Where on GitHub something is shown, as its row keeps it. */
export type Shown = Pick<PublicationState, 'remote' | 'generation'>;
export type Keep = (shown: Shown) => Promise<void>;

export type WantedCheck = {
  readonly target: PublicationTarget;
  readonly rendered: RenderedCheck;
  readonly state: PublicationState;
  /** Writes down that GitHub is being asked, and for which check. */
  readonly keep: Keep;
};

/**
 * Makes a check or updates it, exactly one for its name and generation. What GitHub has as completed stays so whatever
 * one asks of it later, and says 200 (https://github.com/orgs/community/discussions/24761,
 * https://github.com/Mergifyio/mergify/pull/1989): a check that is to stand otherwise is a new one of a next generation,
 * and of one name the newest counts. The answer decides, for the one before it may have been lost.
 */
export async function publishCheck(
  { octokit }: InstallationClient,
  place: CheckPlace,
  { target, rendered, state, keep }: WantedCheck,
): Promise<Shown> {
  let shown = isReopening(state, rendered) ? nextOf(state) : state;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const externalId = externalIdOf(target, shown.generation);
    const check = { octokit, place, rendered, externalId };
    const remote = await showCheck(check, shown, keep);
    if (remote.standing === rendered.state) return { ...shown, remote: remote.id };
    shown = nextOf(shown);
  }
  throw new Error(`GitHub does not show ${rendered.output.name} as ${rendered.state}.`);
}

const MOST_TRIES = 3;

function nextOf({ generation }: Shown): Shown {
  return { remote: null, generation: generation + 1 };
}

type Check = {
  readonly octokit: InstallationClient['octokit'];
  readonly place: CheckPlace;
  readonly rendered: RenderedCheck;
  readonly externalId: string;
};
/** A check as GitHub answers that it is. */
type Remote = { readonly id: number; readonly annotations: number; readonly standing: string };

async function showCheck(check: Check, shown: Shown, keep: Keep): Promise<Remote> {
  const { remote } = shown;
  const known = typeof remote === 'number' ? await annotated(check, remote) : null;
  let now: Remote;
  if (known === null) {
    await keep({ ...shown, remote: 'asking' });
    const mayExist = remote !== null;
    now = await createOnce({ mayExist, find: () => find(check), create: () => create(check) });
    await keep({ ...shown, remote: now.id });
    // One that was found may say what an earlier try said.
    if (mayExist) now = await update(check, now);
  } else now = await update(check, known);
  while (now.annotations < check.rendered.output.annotations.length) {
    const before: number = now.annotations;
    now = await update(check, now);
    if (now.annotations === before) break;
  }
  return now;
}

/** How many annotations it has is asked only where there are some to add: an earlier answer may have been lost. */
async function annotated(
  { octokit, place, rendered }: Check,
  id: number,
): Promise<Pick<Remote, 'id' | 'annotations'> | null> {
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

async function find({ octokit, place, rendered, externalId }: Check): Promise<Remote | null> {
  const { owner, repo, sha } = place;
  const pages = octokit.paginate.iterator(octokit.rest.checks.listForRef, {
    owner,
    repo,
    ref: sha,
    check_name: rendered.output.name,
    filter: 'all',
    per_page: 100,
  });
  for await (const { data } of pages) {
    const ours = data.find(({ external_id: id }) => id === externalId);
    if (ours !== undefined) return remoteOf(ours);
  }
  return null;
}

async function create({ octokit, place, rendered, externalId }: Check): Promise<Remote> {
  const { owner, repo, sha } = place;
  const { data } = await octokit.rest.checks.create({
    owner,
    repo,
    head_sha: sha,
    external_id: externalId,
    ...bodyOf(rendered, 0),
  });
  return remoteOf(data);
}

async function update(
  { octokit, place, rendered }: Check,
  { id, annotations }: Pick<Remote, 'id' | 'annotations'>,
): Promise<Remote> {
  const { owner, repo } = place;
  const body = bodyOf(rendered, annotations);
  const { data } = await octokit.rest.checks.update({ owner, repo, check_run_id: id, ...body });
  return remoteOf(data);
}

function remoteOf({
  id,
  status,
  conclusion,
  output,
}: {
  readonly id: number;
  readonly status: string;
  readonly conclusion: string | null;
  readonly output: { readonly annotations_count: number };
}): Remote {
  const standing = standingOf({ status, conclusion });
  return { id, annotations: output.annotations_count, standing };
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
