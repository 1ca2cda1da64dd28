import { html } from 'hono/html';
import type { RunHeader } from '../../../domain/run/run.ts';
import type { Html } from '../../frame/document.ts';
import type { Tried } from '../load-detail.ts';
import type { RunData } from '../load-run.ts';
import { plotsSection, type PlotsDeps } from '../plots/plots-section.ts';
import { summaryProse } from '../plots/summary-prose.ts';

/** Plots and summary that an attempt left; null: it left none, or they are no longer kept. */
export async function stepMaterial(
  deps: PlotsDeps,
  data: Pick<RunData, 'plan' | 'repository'>,
  { tried, below }: { readonly tried: Tried | null; readonly below: RunHeader | null },
): Promise<Html | null> {
  if (tried?.material == null) return null;
  const plots = await plotsSection(deps, data, { of: tried.of, below });
  const { summary } = tried.material;
  if (plots === null && summary === null) return null;
  return html`${plots ?? ''} ${summary === null ? '' : await summaryProse(deps, data, summary)}`;
}
