import { html } from 'hono/html';
import { attemptOf } from '../../../drawing/kept/attempt-of.ts';
import type { RepositoryRef } from '../../../domain/hosted.ts';
import { runNumber } from '../../../reports/words/run-words.ts';
import { count, shownKey } from '../../../reports/words/step-words.ts';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import type { Html } from '../../frame/document.ts';
import type { LoadedRun } from '../../run/load-run.ts';
import { liveCurves } from '../../run/plots/live-curves.ts';
import { plotsSection, type PlotsDeps } from '../../run/plots/plots-section.ts';
import { thinnedSeries } from '../../run/plots/thinned-series.ts';
import { stepLink } from '../../run/run-links.ts';

type Pair = { readonly before: LoadedRun; readonly after: LoadedRun };

/** Steps whose pictures are shown. */
const MOST_STEPS = 6;

/** Curves and plots of the steps that both runs did, those of the later run over those of the earlier. Null: there are none. */
export async function picturesBeside(
  deps: PlotsDeps,
  repository: RepositoryRef,
  pair: Pair,
): Promise<Html | null> {
  const { plan } = pair.after;
  const telling = plan.steps.filter(
    ({ matrix, metrics, plots }) => matrix === null && (metrics?.live != null || plots.length > 0),
  );
  const shown = telling.slice(0, MOST_STEPS);
  const cards = (
    await Promise.all(shown.map(({ id }) => ofStep(deps, repository, { ...pair, key: id })))
  ).flatMap((card) => card ?? []);
  if (cards.length === 0) return null;
  const more = telling.length - shown.length;
  return html`${cards}
  ${more > 0 ? html`<p class="dim">… ${count(more, 'more step')}: its page shows them</p>` : ''}`;
}

async function ofStep(
  deps: PlotsDeps,
  repository: RepositoryRef,
  { before, after, key }: Pair & { readonly key: string },
): Promise<Html | null> {
  const [of, below] = await Promise.all(
    [after, before].map(({ header }) => attemptOf(deps, header.id, key)),
  );
  if (of == null || below == null) return null;
  const name = html`<h2>
    <a href="${stepLink(after.header.id, key)}">${shownKey(key)}</a>
    <small>solid #${runNumber(after.view)}, dashed #${runNumber(before.view)}</small>
  </h2>`;
  if (isSame(of, below)) {
    return html`<section class="card">
      ${name}
      <p class="dim">The same work: one of the two took it from the other.</p>
    </section>`;
  }
  const [curves, plots] = await Promise.all([
    thinnedSeries(deps.store.attempts, of).then((series) =>
      liveCurves({ of, vs: before.header.id }, series),
    ),
    plotsSection(deps, { plan: after.plan, repository }, { of, below: before.header }),
  ]);
  return curves === null && plots === null
    ? null
    : html`<section class="card">${name} ${curves ?? ''} ${plots ?? ''}</section>`;
}

function isSame(one: AttemptId, other: AttemptId): boolean {
  return one.run === other.run && one.key === other.key && one.attempt === other.attempt;
}
