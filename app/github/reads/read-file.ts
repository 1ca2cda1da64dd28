import type { Octokit } from '@octokit/rest';
import type { RepositoryName } from './api-port.ts';

const QUERY = `query File($owner: String!, $name: String!, $file: String!) {
  repository(owner: $owner, name: $name) {
    file: object(expression: $file) { ... on Blob { isBinary isTruncated text } }
  }
}`;

type Answer = {
  readonly repository: {
    readonly file: {
      readonly isBinary?: boolean | null;
      readonly isTruncated?: boolean;
      readonly text?: string | null;
    } | null;
  } | null;
};

/**
 * The text of a file of the default branch; null: it is not there, or no text that GitHub shows whole.
 * https://docs.github.com/graphql/reference/objects#blob
 */
export async function readFileAtHead(
  octokit: Pick<Octokit, 'graphql'>,
  { owner, name }: RepositoryName,
  path: string,
): Promise<string | null> {
  const asked = { owner, name, file: `HEAD:${path}` };
  const { repository } = await octokit.graphql<Answer>(QUERY, asked);
  const file = repository?.file ?? null;
  return file?.isTruncated === false ? (file.text ?? null) : null;
}
