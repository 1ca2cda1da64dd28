import type { InstallationClients } from '../../../app/github/client/installation-clients.ts';

/** A check as GitHub has it. */
export type SmallCheck = {
  readonly id: number;
  readonly repository: string;
  readonly sha: string;
  readonly externalId: string;
  name: string;
  status: string;
  conclusion: string | null;
  title: string;
  summary: string;
};

type Body = {
  readonly repo: string;
  readonly name?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly output?: { readonly title: string; readonly summary: string };
};
type Known = { readonly check_run_id: number };
type Wanted = Body & { readonly head_sha: string; readonly external_id: string };

/**
 * The part of GitHub that the App writes to: checks, and comments and deployments that nobody reads. What is completed stays so:
 * https://github.com/orgs/community/discussions/24761
 */
export class SmallChecks {
  readonly all: SmallCheck[] = [];
  #comments = 0;
  #deployments = 0;

  /** How the newest check of this name at a commit stands; null: there is none. */
  newest(repository: string, sha: string, name: string): SmallCheck | null {
    const fits = (each: SmallCheck) =>
      each.repository === repository && each.sha === sha && each.name === name;
    return this.all.findLast(fits) ?? null;
  }

  /** What the App is given in place of its clients. */
  clients(): InstallationClients {
    const client = {
      octokit: { rest: this.#rest(), paginate: { iterator: () => this.#pages() } },
      login: async () => 'mlpipelines[bot]',
      budget: () => ({ core: 1, graphql: 1, content: 1 }),
    };
    const clients: unknown = { of: () => client, asApp: () => client };
    return clients as InstallationClients;
  }

  #rest() {
    const comment = async () => ({ data: { id: (this.#comments += 1) } });
    return {
      checks: {
        create: async (wanted: Wanted) => ({ data: viewOf(this.#create(wanted)) }),
        get: async (asked: Known) => ({ data: viewOf(this.#known(asked)) }),
        update: async (change: Body & Known) => {
          const check = this.#known(change);
          apply(check, change);
          return { data: viewOf(check) };
        },
      },
      repos: {
        createDeployment: async () => ({ data: { id: (this.#deployments += 1) } }),
        listDeploymentStatuses: async () => ({ data: [] }),
        createDeploymentStatus: async () => ({ data: {} }),
      },
      issues: { createComment: comment, updateComment: comment },
      reactions: { createForIssueComment: comment },
    };
  }

  #known({ check_run_id: id }: Known): SmallCheck {
    const check = this.all.find((each) => each.id === id);
    if (check === undefined) throw new Error(`there is no check ${id}`);
    return check;
  }

  #create(wanted: Wanted): SmallCheck {
    const made = { id: this.all.length + 1, repository: wanted.repo, sha: wanted.head_sha };
    const blank = { name: '', status: 'queued', conclusion: null, title: '', summary: '' };
    const check: SmallCheck = { ...made, externalId: wanted.external_id, ...blank };
    this.all.push(check);
    apply(check, wanted);
    return check;
  }

  async *#pages() {
    yield { data: this.all.map(viewOf) };
  }
}

function apply(check: SmallCheck, { name, status, conclusion, output }: Body): void {
  check.name = name ?? check.name;
  check.title = output?.title ?? check.title;
  check.summary = output?.summary ?? check.summary;
  if (check.status === 'completed') return;
  check.status = status ?? check.status;
  check.conclusion = conclusion ?? null;
}

// No annotation is kept, and none is asked for again: they are counted as taken.
function viewOf({ id, externalId, status, conclusion }: SmallCheck) {
  const output = { annotations_count: Number.MAX_SAFE_INTEGER };
  return { id, external_id: externalId, status, conclusion, output };
}
