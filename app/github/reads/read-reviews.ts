import type { Octokit } from '@octokit/rest';
import type { Instant } from '../../domain/run/run.ts';
import type { RepositoryName, Review } from './api-port.ts';
import { place } from './asked-of.ts';

const PAGE = 100;

/** REST does not tell that a review was edited: https://docs.github.com/graphql/reference/objects#pullrequestreview */
const EDITS = `query Edits($owner: String!, $name: String!, $pull: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    pullRequest(number: $pull) {
      reviews(first: ${PAGE}, after: $after, states: [APPROVED]) {
        pageInfo { hasNextPage endCursor }
        nodes { databaseId lastEditedAt }
      }
    }
  }
}`;

type Edits = {
  readonly repository: {
    readonly pullRequest: {
      readonly reviews: {
        readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
        readonly nodes: readonly {
          readonly databaseId: number | null;
          readonly lastEditedAt: string | null;
        }[];
      };
    } | null;
  } | null;
};

/** The reviews of a pull request in the order in which they were given; of those that approve, when they were edited. */
export async function readReviews(
  octokit: Pick<Octokit, 'rest' | 'paginate' | 'graphql'>,
  at: RepositoryName,
  pull: number,
): Promise<readonly Review[]> {
  const asked = { ...place(at), pull_number: pull, per_page: PAGE };
  const listed = await octokit.paginate(octokit.rest.pulls.listReviews, asked);
  const approves = listed.some(({ state }) => state.toLowerCase() === 'approved');
  const edits = approves ? await readEdits(octokit, at, pull) : new Map<number, Instant | null>();
  return listed.flatMap((review) => reviewOf(review, edits));
}

type ReviewData = Awaited<ReturnType<Octokit['rest']['pulls']['listReviews']>>['data'][number];

/** Nothing: it is not submitted yet, or whoever gave it is gone. */
function reviewOf(
  { id, user, state, commit_id: sha, submitted_at: at }: ReviewData,
  edits: ReadonlyMap<number, Instant | null>,
): Review[] {
  const said = STATES.find((each) => each === state.toLowerCase());
  if (user === null || said === undefined || at === undefined) return [];
  const by = { id: user.id, login: user.login, isBot: user.type !== 'User' };
  // An approval that GitHub lists in one place only is not known to be as it was submitted.
  const edited = edits.has(id) ? (edits.get(id) ?? null) : Infinity;
  const editedAt = said === 'approved' ? edited : null;
  return [{ id, by, state: said, sha, submittedAt: Date.parse(at), editedAt }];
}

const STATES = ['approved', 'changes_requested', 'dismissed', 'commented'] as const;

async function readEdits(
  octokit: Pick<Octokit, 'graphql'>,
  { owner, name }: RepositoryName,
  pull: number,
): Promise<ReadonlyMap<number, Instant | null>> {
  const edits = new Map<number, Instant | null>();
  for (let after: string | null | undefined = null; after !== undefined;) {
    const answer: Edits = await octokit.graphql<Edits>(EDITS, { owner, name, pull, after });
    const reviews = answer.repository?.pullRequest?.reviews ?? NONE;
    for (const { databaseId, lastEditedAt: edited } of reviews.nodes) {
      if (databaseId !== null) edits.set(databaseId, edited === null ? null : Date.parse(edited));
    }
    const { hasNextPage, endCursor } = reviews.pageInfo;
    after = hasNextPage && endCursor !== null ? endCursor : undefined;
  }
  return edits;
}

const NONE = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] } as const;
