import { html } from 'hono/html';
import { readCommit, resolveCommit } from '../../github/git/read-objects.ts';
import { canRead } from '../../github/state/permission-of.ts';
import { fullNameOf } from '../../github/state/world.ts';
import { openPulls } from '../../github/views/pull-links.ts';
import type { GuideStep } from '../guide.ts';
import type { Html } from '../html.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { commitLine } from '../parts/commits.ts';
import { stepActs } from '../parts/next-step.ts';
import { page } from '../parts/page.ts';
import { visitRepository, type RepositoryVisit, type Visit } from '../visit.ts';

/** The start: what this is, what to try next, and the repositories. */
export async function homePage(visit: Visit): Promise<Response> {
  const { github, me, guide } = visit;
  const seen = [...github.world.repositories.values()].filter((each) => canRead(each, me));
  const cards = await Promise.all(
    seen.map((each) => repositoryCard(visitRepository(visit, ...namesOf(fullNameOf(each))))),
  );
  const steps = await guide.steps();
  const next = steps.findIndex(({ done }) => !done);
  const done = steps.filter((each) => each.done).length;
  const body = html`<div class="home">
    <section class="intro">
      <h1>${guide.title}</h1>
      ${renderMarkdown(guide.about, 2)}
    </section>
    <section class="card guide" aria-labelledby="next">
      <header>
        <h2 id="next">What to try</h2>
        <span class="muted end">${done} of ${steps.length} done</span>
      </header>
      <ol>
        ${steps.map((step, index) => guideItem(step, index, index === next))}
      </ol>
    </section>
    <section aria-labelledby="repositories">
      <h2 id="repositories">Repositories</h2>
      <div class="cards">${cards}</div>
    </section>
  </div>`;
  return page(visit, { title: guide.title, body });
}

function namesOf(fullName: string): [string, string] {
  const [owner = '', name = ''] = fullName.split('/');
  return [owner, name];
}

function guideItem(step: GuideStep, index: number, isNext: boolean): Html {
  const { title, text, done } = step;
  const state = done ? 'done' : isNext ? 'next' : 'later';
  return html`<li class="${state}" ${isNext ? html` aria-current="step"` : ''}>
    <span class="number" aria-hidden="true">${done ? '✓' : index + 1}</span>
    <div>
      <h3>${title}${done ? html` <span class="muted">(done)</span>` : ''}</h3>
      ${renderMarkdown(text, 4)} ${stepActs(step, index, isNext)}
    </div>
  </li>`;
}

async function repositoryCard(visit: RepositoryVisit | null): Promise<Html> {
  if (visit === null) return html``;
  const { repository, base } = visit;
  const sha = await resolveCommit(repository.gitDir, repository.defaultBranch);
  const commit = sha === null ? null : await readCommit(repository.gitDir, sha);
  const pulls = openPulls(repository).length;
  return html`<article class="card pad">
    <h3>
      <a href="${base}">${base.slice(1)}</a>${
        repository.private ? html` <span class="tag">private</span>` : ''
      }
    </h3>
    ${commit === null ? html`<p class="muted">Nothing was pushed to it yet.</p>` : commitLine(visit, commit)}
    <p class="muted">${pulls === 1 ? '1 open pull request' : `${pulls} open pull requests`}</p>
  </article>`;
}
