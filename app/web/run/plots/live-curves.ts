import { html } from 'hono/html';
import { shown } from '../../../reports/html/shown.ts';
import { joinAttempts } from '../../../reports/plots/join-attempts.ts';
import { numberText } from '../../../reports/words/number-text.ts';
import type { AttemptId, Sample } from '../../../runtime/ports/attempts.ts';
import type { Html } from '../../frame/document.ts';

const MOST_CURVES = 24;
/** While a training tells of itself its curves are drawn anew that often. */
const REDRAWN_MS = 10_000;

/** Whose curves they are, and the run whose curves lie under them; null: none does. */
export type CurvePlace = { readonly of: AttemptId; readonly vs: string | null };

type Point = { readonly step: number; readonly value: number };

/**
 * Live metrics of a step's attempts, the oldest first, a small picture for each, which `/runs/:id/curve` draws; null: there
 * are none.
 */
export function liveCurves(
  { of, vs }: CurvePlace,
  attempts: readonly (readonly Sample[])[],
): Html | null {
  const samples = joinAttempts(attempts);
  const series = seriesOf(samples);
  if (series.size === 0) return null;
  const at = Math.floor((samples.at(-1)?.at ?? 0) / REDRAWN_MS);
  const first = [...series].slice(0, MOST_CURVES);
  const more = series.size - first.length;
  return html`<div class="curves">
      ${first.map(([name, points]) => figure(name, points, curveLink({ of, vs }, name, at)))}
    </div>
    ${more > 0 ? html`<p class="dim">… and ${more} more metrics</p>` : ''}`;
}

function seriesOf(samples: readonly Sample[]): ReadonlyMap<string, readonly Point[]> {
  const series = new Map<string, Point[]>();
  for (const { step, values } of samples) {
    for (const [name, value] of Object.entries(values)) {
      if (!Number.isFinite(value)) continue;
      const points = series.get(name);
      if (points === undefined) series.set(name, [{ step, value }]);
      else points.push({ step, value });
    }
  }
  return series;
}

function figure(name: string, points: readonly Point[], address: string): Html {
  const last = points.at(-1) ?? { step: 0, value: 0 };
  const low = points.reduce((least, { value }) => Math.min(least, value), Infinity);
  const high = points.reduce((most, { value }) => Math.max(most, value), -Infinity);
  const told = `from ${numberText(low)} to ${numberText(high)}, last ${numberText(last.value)} at step ${last.step}`;
  return html`<figure>
    <figcaption>
      <span>${shown(name)}</span> <strong class="num">${numberText(last.value)}</strong>
    </figcaption>
    <a class="enlarge" href="${address}" title="Enlarge"
      ><img src="${address}" alt="${shown(name)}: ${told}" loading="lazy"
    /></a>
    <p class="dim num">
      <span>${numberText(low)} – ${numberText(high)}</span>
      <span>step ${last.step.toLocaleString('en-US')}</span>
    </p>
  </figure>`;
}

function curveLink({ of, vs }: CurvePlace, metric: string, at: number): string {
  const { run, key, attempt } = of;
  const base = vs === null ? {} : { vs };
  const query = { step: key, attempt: String(attempt), metric, at: String(at), ...base };
  return `/runs/${run}/curve?${new URLSearchParams(query).toString()}`;
}
