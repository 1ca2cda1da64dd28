/** What a request counts as against GitHub's limits. https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
export type RequestCost = {
  /** `GET /repos/{owner}/{repo}/check-runs/{check_run_id}`, or `graphql`. */
  readonly kind: string;
  readonly resource: 'core' | 'graphql' | 'actions_runner_registration';
  /** Points of the secondary limit: 1 for a read, 5 for a write. */
  readonly points: number;
  /** It makes something new that people see: 80 a minute, 500 an hour. */
  readonly content: boolean;
  /** Asking twice is asking once, so that it may be repeated without a look whether the first one was heard. */
  readonly repeatable: boolean;
};

export type Asked = {
  readonly method: string;
  readonly url: string;
  /** The text of a GraphQL query. */
  readonly query?: unknown;
};

/** The cost of a request before it is made. */
export function requestCost({ method, url, query }: Asked): RequestCost {
  if (url.endsWith('/graphql')) return graphqlCost(typeof query === 'string' ? query : '');
  const kind = `${method} ${url}`;
  const isRead = method === 'GET' || method === 'HEAD';
  return {
    kind,
    resource: url.endsWith('/generate-jitconfig') ? 'actions_runner_registration' : 'core',
    points: isRead ? 1 : 5,
    content: MAKES_CONTENT.has(kind),
    repeatable: isRead,
  };
}

function graphqlCost(query: string): RequestCost {
  const isWrite = /^\s*mutation\b/.test(query);
  return {
    kind: 'graphql',
    resource: 'graphql',
    points: isWrite ? 5 : 1,
    content: isWrite,
    repeatable: !isWrite,
  };
}

// GitHub publishes no list: whatever makes something new.
const MAKES_CONTENT: ReadonlySet<string> = new Set([
  'POST /repos/{owner}/{repo}/check-runs',
  'POST /repos/{owner}/{repo}/issues',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
  'POST /repos/{owner}/{repo}/pulls',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'POST /repos/{owner}/{repo}/git/refs',
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
  'PUT /repos/{owner}/{repo}/contents/{path}',
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
]);
