import { html } from 'hono/html';
import type { CheckRun } from '../../github/state/checks.ts';
import { encodePath } from '../addresses.ts';
import type { Html } from '../html.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';
import { annotationNote, linesOf } from '../parts/annotations.ts';
import { checkList, checksOf, checkTime } from '../parts/checks.ts';
import { stateMark, stateWord } from '../parts/marks.ts';
import { page } from '../parts/page.ts';
import { pullLinksOf } from '../parts/pulls-of.ts';
import type { RepositoryVisit } from '../visit.ts';

/** One check run: what its App says of a commit, and the buttons it offers. */
export function checkRunPage(visit: RepositoryVisit, run: CheckRun): Promise<Response> {
  const { base, repository, github } = visit;
  const { headSha, app } = run.suite;
  const time = checkTime(run, github.world.clock.now());
  const body = html`<div class="head">
      <h1>${stateMark(run)} ${run.name}</h1>
      <p class="muted">
        ${app.name}: ${stateWord(run)}${time === null ? '' : `, ${time}`}, at
        <a href="${base}/commit/${headSha}"><code>${headSha.slice(0, 7)}</code></a
        >${pullLinksOf(visit, headSha)}
      </p>
    </div>
    <div class="columns checked">
      <div>
        <section class="card" aria-labelledby="output">
          <header>
            <h2 id="output">${run.title ?? stateWord(run)}</h2>
            ${
              run.detailsUrl === null
                ? ''
                : html`<a class="end" href="${run.detailsUrl}">Details on ${app.name}</a>`
            }
          </header>
          <div class="pad">
            ${run.summary === null ? html`<p class="muted">It says nothing yet.</p>` : renderMarkdown(run.summary)}${
              run.text === null ? '' : renderMarkdown(run.text)
            }
          </div>
          ${buttons(visit, run)}
        </section>
        ${annotations(visit, run)}
      </div>
      <section class="card" aria-labelledby="all">
        <header><h2 id="all">Checks of this commit</h2></header>
        ${checkList(visit, checksOf(repository, headSha), run)}
      </section>
    </div>`;
  return page(visit, { title: `${run.name} · ${base.slice(1)}`, of: visit, crumb: run.name, body });
}

/** GitHub shows an App's buttons once the run is completed; re-running needs write access. */
function buttons({ base, canWrite, me }: RepositoryVisit, run: CheckRun): Html {
  if (!canWrite)
    return html`<p class="pad line muted">
      ${me.login} may not run it again: that needs write access.
    </p>`;
  const own = run.status === 'completed' ? run.actions : [];
  return html`<form class="pad line row" method="post" action="${base}/runs/${run.id}">
    ${own.map(
      ({ label, description, identifier }, index) =>
        html`<button
          name="press"
          value="${identifier}"
          class="${index === 0 ? 'primary' : ''}"
          title="${description}"
        >
          ${label}
        </button>`,
    )}<button name="press" value="">Re-run this check</button>
  </form>`;
}

function annotations({ base }: RepositoryVisit, run: CheckRun): Html | '' {
  if (run.annotations.length === 0) return '';
  const { headSha } = run.suite;
  return html`<section class="card" aria-labelledby="annotations">
    <header>
      <h2 id="annotations">Annotations</h2>
      <span class="muted end">${run.annotations.length}</span>
    </header>
    <ul class="rows">
      ${run.annotations.map((annotation) => {
        const place = `${base}/blob/${headSha}/${encodePath(annotation.path)}#${linesOf(annotation)}`;
        return html`<li>
          <a href="${place}"><code>${annotation.path}#${linesOf(annotation)}</code></a
          >${annotationNote({ run, annotation })}
        </li>`;
      })}
    </ul>
  </section>`;
}
