import { html } from 'hono/html';
import { printable } from '../../../../text/printable.ts';
import { count, shownKey } from '../../../reports/words/step-words.ts';
import type { Html } from '../../frame/document.ts';
import type { Choice, Detail, Tried } from '../load-detail.ts';
import { githubLinks, logLink } from '../run-links.ts';
import type { Shown } from '../shown-run.ts';
import { foundLines, logLines } from './log-lines.ts';

/** The end of what the chosen attempt printed, or the lines of it that somebody looks for. */
export function stepLog(page: Shown, { step, tried }: Detail, choice: Choice): Html | null {
  if (tried === null) return null;
  const { lines } = tried;
  return html`${toolbar(page, tried, choice)} ${extent(page, tried, choice)}
    <div
      class="scroll"
      tabindex="0"
      role="region"
      aria-label="Output of ${shownKey(step.key)}"
      data-log="${tried.of.attempt}"
    >
      <ol class="log" id="lines">
        ${choice.find === null ? logLines(lines) : foundLines(lines)}
      </ol>
      ${lines.length > 0 ? '' : html`<p class="dim" id="no-lines">${noLines(tried, choice)}</p>`}
    </div>`;
}

function noLines({ attempt }: Tried, { find }: Choice): string {
  if (find !== null) return 'No line that is kept here has this.';
  return attempt.endedAt === null ? 'Nothing printed yet.' : 'No output is kept here.';
}

/** Which lines these are, where they are not all. */
function extent(page: Shown, tried: Tried, choice: Choice): Html | string {
  const { lines } = tried;
  if (choice.find !== null) {
    const all = html`<a href="${here(page, tried, {})}">Show the end of the log</a>`;
    return html`<p class="dim">
      ${count(lines.length, 'line')} with “${printable(choice.find)}”. ${all}
    </p>`;
  }
  const first = lines[0]?.seq ?? 1;
  if (first === 1) return '';
  return html`<p class="dim">
    Lines ${first.toLocaleString('en-US')} and on. ${more(page, tried, choice)}
  </p>`;
}

/** Search works by the server; with scripts the lines that are here are sifted while one types. */
function toolbar(page: Shown, tried: Tried, { find }: Choice): Html {
  const { of } = tried;
  return html`<div class="tools">
    <form method="get" action="/runs/${of.run}#step" role="search">
      <input type="hidden" name="step" value="${of.key}" />
      <input type="hidden" name="attempt" value="${of.attempt}" />
      <input
        type="search"
        name="find"
        id="find"
        aria-label="Search the log"
        placeholder="Search the log"
        maxlength="200"
        value="${find === null ? '' : printable(find)}"
      />
      <button type="submit" class="quiet">Search</button>
    </form>
    <label class="quiet"><input type="checkbox" id="wrap" checked /> Wrap</label>
    <label class="quiet"><input type="checkbox" id="times" checked /> Times</label>
    <a class="quiet" href="${logLink(of)}" download>Download</a>
    ${fullLog(page, tried)}
  </div>`;
}

function more(page: Shown, tried: Tried, { all }: Choice): Html | string {
  return all
    ? 'Earlier lines are not kept here.'
    : html`<a href="${here(page, tried, { all: '1' })}">Show all that is kept</a>`;
}

function here(page: Shown, { of }: Tried, asked: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams({ step: of.key, attempt: String(of.attempt), ...asked });
  return `/runs/${page.data.view.id}?${query.toString()}#step`;
}

function fullLog({ data, githubUrl }: Shown, { job }: Tried): Html | string {
  if (job === null) return '';
  const to = githubLinks(githubUrl, data.repository).job(job);
  return html`<a href="${to}">Full log on GitHub</a>`;
}
