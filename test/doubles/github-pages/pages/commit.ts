import { html } from 'hono/html';
import { readCommit } from '../../github/git/read-objects.ts';
import { EMPTY_TREE } from '../../github/git/write-objects.ts';
import { checkList, checksOf, checksSentence } from '../parts/checks.ts';
import { diffList } from '../parts/diff.ts';
import { marksOf } from '../parts/marks.ts';
import { page } from '../parts/page.ts';
import { pullLinksOf } from '../parts/pulls-of.ts';
import { when } from '../parts/when.ts';
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
  const more = rest.join('\n').trim();
  const now = visit.github.world.clock.now();
  const body = html`<div class="head">
      <h1>${title}</h1>
      <p class="muted">
        <code>${sha.slice(0, 7)}</code> by ${commit.author.name},
        ${when(Date.parse(commit.committer.date), now)}${pullLinksOf(visit, sha)}
      </p>
      ${more === '' ? '' : html`<pre tabindex="0">${more}</pre>`}
    </div>
    <div class="columns checked">
      <div>${diffList(visit, { files, sha, editable: null })}</div>
      <section class="card" aria-labelledby="checks">
        <header>
          ${marksOf(runs)}
          <h2 id="checks">${checksSentence(runs)}</h2>
        </header>
        ${checkList(visit, runs)}
      </section>
    </div>`;
  return page(visit, { title, of: visit, crumb: sha.slice(0, 7), body });
}
