import { html } from 'hono/html';
import { mergeBase } from '../../github/git/read-objects.ts';
import type { PullIssue } from '../../github/views/pull-links.ts';
import { diffList } from '../parts/diff.ts';
import { page } from '../parts/page.ts';
import { pullHead } from '../parts/pull-head.ts';
import { readDiff } from '../read-diff.ts';
import type { RepositoryVisit } from '../visit.ts';

/** What a pull request changes, with what its checks say of the lines. */
export async function pullFilesPage(visit: RepositoryVisit, issue: PullIssue): Promise<Response> {
  const { repository, base } = visit;
  const { pull, number, title } = issue;
  const { gitDir } = repository;
  const before = pull.mergedAt === null ? pull.baseSha : `${pull.mergeSha}^1`;
  const from = (await mergeBase(gitDir, before, pull.headSha)) ?? pull.baseSha;
  const files = await readDiff(gitDir, from, pull.headSha);
  const isOurs = pull.head.repository === repository && issue.state === 'open';
  const body = html`${pullHead(visit, issue, 'files')}
    <div class="stack">
      ${
        files.length === 0
          ? html`<p class="card pad">Nothing differs from <code>${pull.base}</code>.</p>`
          : diffList(visit, { files, sha: pull.headSha, editable: isOurs ? pull.head.ref : null })
      }
    </div>`;
  return page(visit, {
    title: `Files of ${title} · ${base.slice(1)}#${number}`,
    of: visit,
    crumb: `#${number}`,
    body,
  });
}
