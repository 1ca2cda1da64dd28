import { html } from 'hono/html';
import { shownKey } from '../../../reports/words/step-words.ts';
import { printable } from '../../../../text/printable.ts';
import type { TailLine } from '../../../runtime/ports/logs.ts';
import type { Html } from '../../frame/document.ts';
import type { Detail, Tried } from '../load-detail.ts';
import type { Shown } from '../run-head.ts';
import { githubLinks } from '../run-links.ts';

/** The end of what the chosen attempt printed. */
export function stepLog(page: Shown, { step, tried }: Detail): Html | null {
  if (tried === null) return null;
  const first = tried.lines[0]?.seq ?? 1;
  const isOpen = tried.attempt.endedAt === null;
  return html`${first > 1 ? html`<p class="dim">Lines ${first.toLocaleString('en-US')} and on. ${fullLog(page, tried)}</p>` : ''}
    <div
      class="scroll"
      tabindex="0"
      role="region"
      aria-label="Output of ${shownKey(step.key)}"
      data-log="${tried.of.attempt}"
    >
      <ol class="log" id="lines">
        ${logLines(tried.lines)}
      </ol>
      ${tried.lines.length > 0 ? '' : html`<p class="dim" id="no-lines">${isOpen ? 'Nothing printed yet.' : 'No output is kept here.'} ${fullLog(page, tried)}</p>`}
    </div>`;
}

/** Lines with their numbers; those that are missing between two are counted. */
export function logLines(lines: readonly TailLine[], after: number | null = null): Html {
  let last = after;
  return html`${lines.map(({ seq, stream, text }) => {
    const missing = last === null ? 0 : seq - last - 1;
    last = seq;
    return html`${missing > 0 ? html`<li class="gap">${missing.toLocaleString('en-US')} lines are left out</li>` : ''}
      <li class="${stream}" value="${seq}"><span>${printable(text.toWellFormed())}</span></li>`;
  })}`;
}

function fullLog({ data, githubUrl }: Shown, { job }: Tried): Html | string {
  if (job === null) return '';
  const to = githubLinks(githubUrl, data.repository).job(job);
  return html`<a href="${to}">The full log is on GitHub.</a>`;
}
