import { html } from 'hono/html';
import { numberText } from '../../../reports/words/number-text.ts';
import { placeWords } from '../../../reports/words/place-words.ts';
import { shownKey } from '../../../reports/words/step-words.ts';
import { rowReason } from '../../../reports/words/verdict-words.ts';
import type { Html } from '../../frame/document.ts';
import { shown } from '../../../reports/html/shown.ts';
import { toldFailures } from '../head/troubles.ts';
import type { Detail } from '../load-detail.ts';
import { stepBadge, stepTime, values } from '../pieces.ts';
import { githubLinks } from '../run-links.ts';
import type { Shown } from '../shown-run.ts';
import { tellingCells } from './cell-rows.ts';

/** The chosen step: how it stands, why, and what it measured. */
export function stepDetail(page: Shown, detail: Detail): Html {
  const { step, tried } = detail;
  const isTold = toldFailures(page.data).some(({ key }) => key === step.key);
  // What its gates say stands with the gates.
  const reason = isTold || step.result === 'rejected' ? null : rowReason(step);
  const place = tried === null ? null : placeWords(tried.attempt);
  return html`<div class="title">
      <h2 id="step">${shownKey(step.key)}</h2>
      ${stepBadge(step)}
      <span class="dim">${stepTime(step, page.now)}${place === null ? '' : ` on ${place}`}</span>
      ${jobLink(page, tried)}
    </div>
    ${reason === null ? '' : html`<p class="reason">${lines(reason)}</p>`}
    ${isTold ? html`<p class="reason"><a href="#main">What happened</a> stands at the top.</p>` : ''}
    ${step.cell === null ? tellingCells(page, step.id) : ''} ${values('Metrics', metrics(detail))}`;
}

function lines(text: string): Html {
  return html`${text.split('\n').map((part) => html`${shown(part)}<br />`)}`;
}

function jobLink({ data, githubUrl }: Shown, tried: Detail['tried']): Html | string {
  if (tried === null || tried.job === null) return '';
  const to = githubLinks(githubUrl, data.repository).job(tried.job);
  return html`<a class="quiet" href="${to}">Job on GitHub Actions</a>`;
}

function metrics({ step, row }: Detail): readonly (readonly [string, string])[] {
  return [
    ...Object.entries(step.metrics).map(([name, value]) => [name, numberText(value)] as const),
    ...Object.entries(row.facts),
  ];
}
