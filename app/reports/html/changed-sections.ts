import { html } from 'hono/html';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { ChangedSince } from '../report/run-report.ts';
import { isEqualParam, paramRows, paramText, type ParamRow } from '../view/param-rows.ts';
import { fileText } from '../view/run-differences.ts';
import { runNumber, treeText } from '../words/run-words.ts';
import { count, shownKey } from '../words/step-words.ts';
import type { Html } from './html.ts';
import { shown } from './shown.ts';

const MOST_FILES = 200;

/** What is not as it was in the first run that it is compared with: params, commit, files, what steps were made of. */
export function changedSections(view: RunView, { other, differences }: ChangedSince): Html {
  const params = paramRows(view, other).filter((row) => !isEqualParam(row));
  const items = [
    ...(treeText(view) === treeText(other)
      ? []
      : [html`<li>commit ${treeText(other)} → ${treeText(view)}</li>`]),
    ...fileItems(differences.files),
    ...differences.steps.flatMap(({ step, changes }) =>
      changes.map((change) => html`<li>${shownKey(step)}: ${shown(change)}</li>`),
    ),
  ];
  return html`<section>
    <h2>Changed since #${runNumber(other)}</h2>
    ${params.length === 0 ? '' : paramTable(params, view, other)}
    ${
      items.length === 0
        ? ''
        : html`<ul>
            ${items}
          </ul>`
    }
    ${params.length + items.length === 0 ? html`<p class="dim">nothing</p>` : ''}
  </section>`;
}

/** Params of two runs beside each other. */
export function paramTable(params: readonly ParamRow[], view: RunView, other: RunView): Html {
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Param</th>
        <th scope="col" class="right">#${runNumber(view)}</th>
        <th scope="col" class="right">#${runNumber(other)}</th>
      </tr>
    </thead>
    <tbody>
      ${params.map(
        (row) =>
          html`<tr>
            <th scope="row">${shown(row.name)}</th>
            <td class="right"><strong>${shown(paramText(row.value))}</strong></td>
            <td class="right">${shown(paramText(row.other))}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function fileItems(files: ChangedSince['differences']['files']): readonly Html[] {
  if (files === null) {
    return [html`<li>which files changed is not known: one of the trees is not kept</li>`];
  }
  const hidden = files.length - MOST_FILES;
  return [
    ...files
      .slice(0, MOST_FILES)
      .map((file) => html`<li><code>${shown(fileText(file))}</code></li>`),
    ...(hidden <= 0 ? [] : [html`<li class="dim">${count(hidden, 'more file')}</li>`]),
  ];
}
