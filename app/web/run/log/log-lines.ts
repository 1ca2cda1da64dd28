import { html } from 'hono/html';
import { instantText } from '../../../domain/run/instant-text.ts';
import { count } from '../../../reports/words/step-words.ts';
import type { TailLine } from '../../../runtime/ports/logs.ts';
import type { Html } from '../../frame/document.ts';
import { colouredLine } from './coloured-line.ts';

/** Lines with their numbers and times; those that are missing between two are counted. */
export function logLines(lines: readonly TailLine[], after: number | null = null): Html {
  let last = after;
  return html`${lines.map((line) => {
    const missing = last === null ? 0 : line.seq - last - 1;
    last = line.seq;
    return html`${missing > 0 ? gap(missing) : ''}${logLine(line)}`;
  })}`;
}

/** Lines that somebody looked for: what stands between them is not missing. */
export function foundLines(lines: readonly TailLine[]): Html {
  return html`${lines.map(logLine)}`;
}

function gap(missing: number): Html {
  return html`<li class="gap">${count(missing, 'line is', 'lines are')} left out</li>`;
}

function logLine({ seq, stream, text, at }: TailLine): Html {
  return html`<li class="${stream}" value="${seq}">
    ${at === null ? '' : timeOf(at)}<span>${colouredLine(text)}</span>
  </li>`;
}

function timeOf(at: number): Html {
  const moment = instantText(at);
  return html`<time datetime="${moment}" title="${moment}">${moment.slice(11, 19)}</time> `;
}
