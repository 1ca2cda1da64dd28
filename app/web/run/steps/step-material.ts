import { html } from 'hono/html';
import { readManifest } from '../../../../content/manifest/read-manifest.ts';
import type { Plan } from '../../../domain/plan.ts';
import { printable } from '../../../../text/printable.ts';
import type { Html } from '../../frame/document.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import type { Tried } from '../load-detail.ts';
import { shown } from '../../../reports/html/shown.ts';
import { plotKind } from '../plots/plot-kind.ts';

const MOST_PLOTS = 24;

/** Plots and summary that an attempt left; null: it left none, or they are no longer kept. */
export async function stepMaterial(
  { blobs, warn }: Pick<PagesDeps, 'blobs' | 'warn'>,
  plan: Plan,
  tried: Tried | null,
): Promise<Html | null> {
  if (tried?.material == null) return null;
  const { plots, summary } = tried.material;
  const paths =
    plots === null
      ? []
      : await pathsOf(blobs, plots.digest).catch((error: unknown) => {
          warn(`plots cannot be shown: ${String(error)}`, { digest: plots.digest });
          return [];
        });
  const drawn = paths.filter((path) => plotKind(plan, tried.of.key, path) !== null);
  if (drawn.length === 0 && summary === null) return null;
  return html`<div class="plots">
      ${drawn.slice(0, MOST_PLOTS).map((path) => figure(tried, path))}
    </div>
    ${summary === null ? '' : html`<pre class="summary" tabindex="0" aria-label="Summary">${summaryText(summary)}</pre>`}`;
}

async function pathsOf(blobs: PagesDeps['blobs'], digest: string): Promise<string[]> {
  const { entries } = await readManifest(blobs, digest);
  return entries.flatMap(({ type, path }) => (type === 'file' ? [path] : []));
}

function figure({ of }: Tried, path: string): Html {
  const query = new URLSearchParams({ step: of.key, attempt: String(of.attempt), file: path });
  return html`<figure>
    <img src="/runs/${of.run}/plot?${query.toString()}" alt="Plot ${shown(path)}" loading="lazy" />
    <figcaption>${shown(path)}</figcaption>
  </figure>`;
}

function summaryText(summary: string): string {
  return summary
    .toWellFormed()
    .split('\n')
    .map((line) => printable(line))
    .join('\n');
}
