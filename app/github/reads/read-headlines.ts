import type { Octokit } from '@octokit/rest';
import type { RepositoryName } from './api-port.ts';

/** GitHub looks up so many at once without counting it as more than one question. */
const MOST = 100;

type Answer = {
  readonly repository: Readonly<
    Record<string, { readonly messageHeadline?: string } | null>
  > | null;
};

/**
 * The first lines of what commits say of themselves, by commit; of one that is gone there is none.
 * https://docs.github.com/graphql/reference/objects#commit
 */
export async function readHeadlines(
  octokit: Pick<Octokit, 'graphql'>,
  { owner, name }: RepositoryName,
  shas: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const asked = [...new Set(shas)].slice(0, MOST);
  if (asked.length === 0) return new Map();
  const variables = Object.fromEntries(asked.map((sha, at) => [`s${at}`, sha]));
  const declared = asked.map((_, at) => `$s${at}: GitObjectID!`).join(', ');
  const objects = asked.map(
    (_, at) => `c${at}: object(oid: $s${at}) { ... on Commit { messageHeadline } }`,
  );
  const query = `query Headlines($owner: String!, $name: String!, ${declared}) {
  repository(owner: $owner, name: $name) {
    ${objects.join('\n    ')}
  }
}`;
  const { repository } = await octokit.graphql<Answer>(query, { owner, name, ...variables });
  return new Map(
    asked.flatMap((sha, at): [string, string][] => {
      const headline = repository?.[`c${at}`]?.messageHeadline;
      return headline === undefined ? [] : [[sha, headline]];
    }),
  );
}
