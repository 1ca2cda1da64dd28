import { html } from 'hono/html';
import type { Html } from '../html.ts';
import type { RepositoryVisit } from '../visit.ts';

/** The pull requests whose head a commit is, as links that follow it in a sentence. */
export function pullLinksOf({ base, seeded }: RepositoryVisit, sha: string): Html[] {
  return seeded
    .pulls()
    .filter(({ pull }) => pull.headSha === sha)
    .map(({ number }) => html`, in <a href="${base}/pull/${number}">#${number}</a>`);
}
