import type { PublicationState } from '../../../runtime/ports/hosted/publications.ts';
import { createOnce } from '../../client/create-once.ts';
import type { InstallationClient } from '../../client/installation-clients.ts';
import type { DeploymentMade, DeploymentPayload, Rendered } from '../rendered.ts';

export type DeploymentPlace = {
  readonly owner: string;
  readonly repo: string;
  readonly sha: string;
};
type RenderedDeployment = Extract<Rendered, { kind: 'deployment' }>;

export type WantedDeployment = {
  readonly rendered: RenderedDeployment;
  readonly remote: PublicationState['remote'];
  /** Writes down that GitHub is being asked. */
  readonly keep: (remote: PublicationState['remote']) => Promise<void>;
};

/**
 * Makes a deployment, once, and says how it stands, once. It is of a commit that is on its branch, whatever its checks
 * came to: nothing is merged for it, and no context is asked for
 * (https://docs.github.com/rest/deployments/deployments#create-a-deployment). Gives its number; null: there is none, and
 * what it was of is forgotten.
 */
export async function publishDeployment(
  client: InstallationClient,
  place: DeploymentPlace,
  { rendered, remote, keep }: WantedDeployment,
): Promise<number | null> {
  const { made } = rendered;
  let id = typeof remote === 'number' ? remote : null;
  if (id === null && made !== null) {
    await keep('asking');
    id = await createOnce({
      mayExist: remote !== null,
      find: () => find(client, place, made),
      create: () => create(client, place, made),
    });
    await keep(id);
  }
  if (id !== null) await say(client, place, id, rendered);
  return id;
}

const TASK = 'deploy';

async function create(
  { octokit }: InstallationClient,
  { owner, repo, sha }: DeploymentPlace,
  { environment, isProduction, description, payload }: DeploymentMade,
): Promise<number> {
  const { data } = await octokit.rest.repos.createDeployment({
    owner,
    repo,
    ref: sha,
    task: TASK,
    auto_merge: false,
    required_contexts: [],
    payload: { mlp: payload },
    environment,
    description,
    transient_environment: false,
    production_environment: isProduction,
  });
  if (!('id' in data)) throw new Error(`GitHub made no deployment of ${sha}.`);
  return data.id;
}

/** Among those of the commit in the environment: a few. */
async function find(
  { octokit }: InstallationClient,
  { owner, repo, sha }: DeploymentPlace,
  { environment, payload }: DeploymentMade,
): Promise<number | null> {
  const asked = { owner, repo, sha, environment, task: TASK, per_page: 100 };
  const pages = octokit.paginate.iterator(octokit.rest.repos.listDeployments, asked);
  for await (const { data } of pages) {
    const ours = data.find((each) => isSame(mlpOf(each.payload), payload));
    if (ours !== undefined) return ours.id;
  }
  return null;
}

/** GitHub answers what it was given: a map, or a text that says one. */
function mlpOf(payload: unknown): unknown {
  const read = typeof payload === 'string' ? parsed(payload) : payload;
  return typeof read === 'object' && read !== null && 'mlp' in read ? read.mlp : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isSame(found: unknown, { run, key, model, alias }: DeploymentPayload): boolean {
  if (typeof found !== 'object' || found === null) return false;
  const wanted = { run, key, model, alias };
  return Object.entries(wanted).every(([name, value]) => Reflect.get(found, name) === value);
}

/**
 * Adds a status, unless the newest one says that already: the answer to an earlier try may have been lost. Nobody else's
 * deployments are made inactive with it; our own are, each by its own word, those of production too, which GitHub leaves
 * as they are (https://docs.github.com/rest/deployments/statuses#create-a-deployment-status).
 */
async function say(
  { octokit }: InstallationClient,
  { owner, repo }: DeploymentPlace,
  deployment_id: number,
  { status: { state, description }, page }: RenderedDeployment,
): Promise<void> {
  const of = { owner, repo, deployment_id };
  const { data } = await octokit.rest.repos.listDeploymentStatuses({ ...of, per_page: 1 });
  const [newest] = data;
  if (newest?.state === state && newest.description === description) return;
  await octokit.rest.repos.createDeploymentStatus({
    ...of,
    state,
    description,
    ...(page !== null && { log_url: page }),
    auto_inactive: false,
  });
}
