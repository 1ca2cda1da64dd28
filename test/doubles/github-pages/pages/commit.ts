import { html } from 'hono/html';
import { readCommit } from '../../github/git/read-objects.ts';
import { EMPTY_TREE } from '../../github/git/write-objects.ts';
import { checkList, checksOf, checksSentence } from '../parts/checks.ts';
import { commitLine } from '../parts/commits.ts';
import { diffList } from '../parts/diff.ts';
import { marksOf } from '../parts/marks.ts';
import { page } from '../parts/page.ts';
import { readDiff } from '../read-diff.ts';
import type { RepositoryVisit } from '../visit.ts';

/** A commit: its checks and what it changed; null when there is none. */
export async function commitPage(visit: RepositoryVisit, sha: string): Promise<Response | null> {
  const { gitDir } = visit.repository;
  const commit = /^[0-9a-f]{40}$/.test(sha) ? await readCommit(gitDir, sha) : null;
  if (commit === null) return null;
  const [title = '', ...rest] = commit.message.split('\n');
  const runs = checksOf(visit.repository, sha);
  const files = await readDiff(gitDir, commit.parents[0] ?? EMPTY_TREE, sha);
  const body = html`<h1>${title}</h1>
    ${rest.join('\n').trim() === '' ? '' : html`<pre class="plain" tabindex="0">${rest.join('\n').trim()}</pre>`}${commitLine(visit, commit)}
    <section class="card merge narrow" aria-labelledby="checks">
      <header>
        ${marksOf(runs)}
        <h2 id="checks">${checksSentence(runs)}</h2>
      </header>
      ${checkList(visit, runs)}
    </section>
    <div class="stack">${diffList(visit, { files, sha, editable: null })}</div>`;
  return page(visit, { title, of: visit, crumb: sha.slice(0, 7), body });
}
