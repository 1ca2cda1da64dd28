import { html } from 'hono/html';
import type { Issue } from '../../github/state/repository.ts';
import { commentBox, spoken, stateTag } from '../parts/conversation.ts';
import { page } from '../parts/page.ts';
import { replyBox } from '../parts/reply-box.ts';
import type { RepositoryVisit } from '../visit.ts';

/** An issue and what was said of it. */
export function issuePage(visit: RepositoryVisit, issue: Issue): Promise<Response> {
  const now = visit.github.world.clock.now();
  const { number, title, author, createdAt: at, state } = issue;
  const first = spoken({
    id: 'description',
    author,
    did: 'opened this issue',
    at,
    now,
    body: issue.body ?? '*No description.*',
  });
  const body = html`<div class="head">
      <h1>${title} <span class="muted">#${number}</span></h1>
      <p>${stateTag(state)}</p>
    </div>
    <div class="narrow timeline">
      ${first}${visit.seeded.comments(number).map((comment) => commentBox(comment, now))}${replyBox(visit, issue)}
    </div>`;
  return page(visit, { title: `${title} · #${number}`, of: visit, crumb: `#${number}`, body });
}
