import { html } from 'hono/html';
import type { RepositoryRef } from '../../../domain/hosted.ts';
import { moment } from '../../../reports/html/moment.ts';
import { paramTable } from '../../../reports/html/changed-sections.ts';
import { metricSections } from '../../../reports/html/metric-rows.ts';
import { shown } from '../../../reports/html/shown.ts';
import { nothingMeasured } from '../../../reports/report/nothing-measured.ts';
import { reportNotes } from '../../../reports/report/report-notes.ts';
import { isEqualParam, paramRows } from '../../../reports/view/param-rows.ts';
import { runNumber, treeText } from '../../../reports/words/run-words.ts';
import { shownKey } from '../../../reports/words/step-words.ts';
import type { Html } from '../../frame/document.ts';
import type { LoadedRun } from '../../run/load-run.ts';
import { runBadge } from '../../run/pieces.ts';
import { githubLinks } from '../../run/run-links.ts';
import type { Comparison } from './load-comparison.ts';

type About = { readonly repository: RepositoryRef; readonly githubUrl: string };

/** What the later run measured beside the earlier, by the rules of the report, and what changed between them. */
export function sideBySide(about: About, comparison: Comparison): Html {
  const { before, after, report, pictures } = comparison;
  return html`<h1>${name(after)} beside ${name(before)}</h1>
    <div class="run">
      <div class="tiles pair">${[after, before].map(runTile)}</div>
      <div class="evaluation">
        <div>
          ${
            report === null
              ? html`<section>
                  <h2>Metrics</h2>
                  <p class="dim">${shown(nothingMeasured(after.view, after.plan).why)}</p>
                </section>`
              : html`${metricSections(report, after.view)}
                  <ul class="notes dim">
                    ${reportNotes(report).map((note) => html`<li>${shown(note)}</li>`)}
                  </ul>`
          }
        </div>
        ${changes(about, comparison)}
      </div>
      ${pictures ?? ''}
    </div>`;
}

function name({ view }: LoadedRun): string {
  return `${shown(view.pipeline)} #${runNumber(view)}`;
}

function runTile(run: LoadedRun): Html {
  const { view } = run;
  return html`<div class="tile">
    <p><a href="/runs/${view.id}">${name(run)}</a> ${runBadge(view.status)}</p>
    <p class="note"><span class="mono">${treeText(view)}</span> ${moment(view.createdAt)}</p>
  </div>`;
}

function changes({ repository, githubUrl }: About, { before, after, steps }: Comparison): Html {
  const params = paramRows(after.view, before.view).filter((row) => !isEqualParam(row));
  const [old, now] = [before.view.sha, after.view.sha];
  const files = old !== null && now !== null && old !== now ? { old, now } : null;
  const items = [
    ...(files === null
      ? []
      : [
          html`<li>
            commit ${treeText(before.view)} → ${treeText(after.view)}:
            <a href="${githubLinks(githubUrl, repository).compare(files.old, files.now)}">
              changed files on GitHub
            </a>
          </li>`,
        ]),
    ...steps.flatMap(({ step, changes: all }) =>
      all.map((change) => html`<li>${shownKey(step)}: ${shown(change)}</li>`),
    ),
  ];
  return html`<section>
    <h2>What changed</h2>
    ${params.length === 0 ? '' : paramTable(params, after.view, before.view)}
    ${
      items.length === 0
        ? ''
        : html`<ul>
            ${items}
          </ul>`
    }
    ${params.length + items.length === 0 ? html`<p class="dim">Nothing that is known: same commit, same params.</p>` : ''}
  </section>`;
}
