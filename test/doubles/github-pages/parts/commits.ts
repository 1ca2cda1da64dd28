import { html } from 'hono/html';
import type { Commit } from '../../github/git/read-objects.ts';
import type { Html } from '../html.ts';
import type { RepositoryVisit } from '../visit.ts';
import { checksOf } from './checks.ts';
import { marksOf } from './marks.ts';
import { when } from './when.ts';

/** One commit in a line: its checks, its title, who and when. */
export function commitLine(visit: RepositoryVisit, commit: Commit): Html {
  const { base, repository, github } = visit;
  const [title = ''] = commit.message.split('\n');
  return html`<div class="commit">
    <span class="state">${marksOf(checksOf(repository, commit.sha))}</span>
    <a class="title" href="${base}/commit/${commit.sha}">${title}</a>
    <span class="muted"
      ><code>${commit.sha.slice(0, 7)}</code> by ${commit.author.name},
      ${when(Date.parse(commit.committer.date), github.world.clock.now())}</span
    >
  </div>`;
}
