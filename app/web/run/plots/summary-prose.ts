import { html, raw } from 'hono/html';
import { printable } from '../../../../text/printable.ts';
import type { Html } from '../../frame/document.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import type { RunData } from '../load-run.ts';
import { late } from './late.ts';

/** What a step wrote into `$MLPIPELINES_SUMMARY`, laid out; as it was written where that takes too long. */
export async function summaryProse(
  { drawing }: Pick<PagesDeps, 'drawing'>,
  { repository }: Pick<RunData, 'repository'>,
  summary: string,
): Promise<Html> {
  const lines = summary.toWellFormed().split('\n');
  const text = lines.map((line) => printable(line)).join('\n');
  const prose = await Promise.race([drawing.layOut(String(repository.id), text), late()]);
  return prose === null
    ? html`<pre class="summary" tabindex="0" role="region" aria-label="Summary">${text}</pre>`
    : html`<div class="prose">${raw(prose.html)}</div>`;
}
