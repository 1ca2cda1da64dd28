import { html } from 'hono/html';
import type { Drawn } from '../../../drawing/drawing-question.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { Html } from '../../frame/document.ts';
import { placeOf, type KeptPlot } from '../../../drawing/kept/kept-plots.ts';
import { titleOf } from '../../../drawing/kept/title-of.ts';

/** Whose plot it is, and the run that lies under it; null: none does. */
export type PlotPlace = { readonly of: AttemptId; readonly vs: string | null };

/** A plot with its heading; `drawn` is null where it takes a while, or is an image as it is. */
export function plotFigure(place: PlotPlace, plot: KeptPlot, drawn: Drawn | null): Html {
  const title = titleOf(plot);
  return html`<figure>
    <figcaption>
      <strong>${shown(title)}</strong>
      ${title === plot.file ? '' : html`<span class="dim">${shown(plot.file)}</span>`}
    </figcaption>
    ${body(place, plot, drawn)}
  </figure>`;
}

function body(place: PlotPlace, plot: KeptPlot, drawn: Drawn | null): Html {
  switch (drawn?.type) {
    case 'problem':
      return html`<p class="undrawn">${shown(drawn.message)}</p>`;
    case 'rows':
      return html`<p class="undrawn">${shown(drawn.note)}</p>
        ${rows(plot.file, drawn.table)}`;
    case 'picture':
    case undefined:
      return picture(place, plot, drawn ?? null);
  }
}

/** Enlarged by following its link, so that no script is needed. */
function picture(
  place: PlotPlace,
  plot: KeptPlot,
  drawn: Extract<Drawn, { readonly type: 'picture' }> | null,
): Html {
  const address = plotLink(place, plot);
  const alt = drawn?.alt ?? unsaid(plot);
  const size =
    drawn === null
      ? ''
      : html` width="${Math.round(drawn.width)}" height="${Math.round(drawn.height)}"`;
  const own = plot.shape.type === 'table' ? '' : ' own';
  return html`<a class="enlarge${own}" href="${address}" title="Enlarge"
      ><img src="${address}" alt="${shown(alt)}" ${size} loading="lazy"
    /></a>
    ${(drawn?.notes ?? []).map((note) => html`<p class="dim">${shown(note)}</p>`)}`;
}

function rows(
  file: string,
  { columns, rows }: Extract<Drawn, { readonly type: 'rows' }>['table'],
): Html {
  return html`<div
    class="scroll"
    tabindex="0"
    role="region"
    aria-label="First rows of ${shown(file)}"
  >
    <table>
      <thead>
        <tr>
          ${columns.map((name) => html`<th scope="col">${shown(name)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${shown(cell)}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function plotLink({ of: { run, key, attempt }, vs }: PlotPlace, plot: KeptPlot): string {
  const n = placeOf(plot);
  const query = new URLSearchParams({
    step: key,
    attempt: String(attempt),
    file: plot.file,
    ...(n !== null && { n: String(n) }),
    ...(vs !== null && n !== null && { vs }),
  });
  return `/runs/${run}/plot?${query.toString()}`;
}

/** Of an image, and of what is still being drawn. */
function unsaid(plot: KeptPlot): string {
  return plot.shape.type === 'table'
    ? `${titleOf(plot)}, drawn from ${plot.file}`
    : `${plot.file}, a picture that the step made`;
}
