import { html } from 'hono/html';
import type { AuditEntry } from '../../../domain/audit.ts';
import type { RepositoryRef } from '../../../domain/hosted.ts';
import { instantText } from '../../../domain/run/instant-text.ts';
import { decisionSentence, evidenceWords } from '../../../reports/audit/decision-sentence.ts';
import { moment } from '../../../reports/html/moment.ts';
import { shown } from '../../../reports/html/shown.ts';
import { count } from '../../../reports/words/step-words.ts';
import type { Html } from '../../frame/document.ts';
import { badge } from '../../run/pieces.ts';
import { auditLink, githubLinks } from '../../run/run-links.ts';
import { filterText, type AuditFilter } from './audit-query.ts';

export type ListedAudit = {
  readonly repository: RepositoryRef;
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  readonly filter: AuditFilter;
  /** Behind which entry the next page begins; null: there are no more. */
  readonly next: number | null;
  readonly leftOut: number;
  readonly githubUrl: string;
};

/** The decisions of a repository, one below the other. */
export function auditList(listed: ListedAudit): Html {
  const { repository, filter, entries, leftOut } = listed;
  const { of } = filter;
  const link = auditLink(repository);
  const lines = `${link}.jsonl${filterText({ of, behind: null })}`;
  return html`<div class="title">
      <h1>Audit</h1>
      <a class="quiet" href="${lines}" download>Download as JSON lines</a>
    </div>
    <p class="note">
      Who decided what, where and why, refused or not. Entries are only added, and numbered without
      a gap. ${leftOut === 0 ? '' : leftOutText(leftOut)}
    </p>
    ${search(listed)}
    <div class="card flush">
      ${
        entries.length === 0
          ? html`<p class="empty">No decision ${of === null ? 'yet' : 'of this kind'}.</p>`
          : html`<ol class="decisions">
              ${entries.map((entry) => item(entry, listed))}
            </ol>`
      }
    </div>
    <p class="pages">${pages(listed)}</p>`;
}

function leftOutText(leftOut: number): string {
  const [were, their] = leftOut === 1 ? ['was', 'its'] : ['were', 'their'];
  return `${count(leftOut, 'refused request')} more ${were} counted and not kept: ${their} authors sent too many within an hour.`;
}

function search({ repository, filter }: ListedAudit): Html {
  const { of } = filter;
  const model = of !== null && 'model' in of ? of.model : '';
  return html`<form class="field" method="get" action="${auditLink(repository)}" role="search">
    <input
      type="search"
      name="model"
      aria-label="Model"
      placeholder="Model"
      maxlength="200"
      value="${shown(model)}"
    />
    <button type="submit" class="quiet">Show</button>
    ${of === null ? '' : html`<a class="quiet" href="${auditLink(repository)}">All decisions</a>`}
  </form>`;
}

function item(entry: AuditEntry, { repository, githubUrl }: ListedAudit): Html {
  const { number, at, numberOfModel, decision } = entry;
  const mark =
    decision === 'granted'
      ? ({ glyph: '✓', tone: 'good', word: 'granted' } as const)
      : ({ glyph: '✗', tone: 'bad', word: 'refused' } as const);
  const models = Object.entries(numberOfModel).map(
    ([model, ofModel]) =>
      html`, <a href="${modelLink(repository, model)}">${shown(model)}</a> ${ofModel}`,
  );
  const { pull: _, ...evidence } = entry.evidence;
  const words = evidenceWords({ sha: entry.sha, evidence });
  return html`<li id="d${number}">
    <p class="decision">${badge(mark)} ${shown(decisionSentence(entry))}</p>
    <p class="note">
      <a href="#d${number}">Entry ${number}</a>${models}, ${moment(instantText(at))}
      ${words === '' ? '' : html`<br />On ${shown(words)}.`}
      ${links(entry, githubLinks(githubUrl, repository))}
    </p>
  </li>`;
}

function modelLink(repository: RepositoryRef, model: string): string {
  return `${auditLink(repository)}${filterText({ of: { model }, behind: null })}`;
}

function links({ about, evidence }: AuditEntry, { pull }: ReturnType<typeof githubLinks>): Html {
  const run = 'run' in about ? about.run : null;
  return html`${run === null ? '' : html`<a href="/runs/${run}">${shown(evidence.run ?? 'The run')}</a>`}
  ${
    evidence.pull === undefined
      ? ''
      : html`<a href="${pull(evidence.pull)}">Pull request #${evidence.pull}</a>`
  }`;
}

function pages({ repository, filter, next }: ListedAudit): Html {
  const { of, behind } = filter;
  const at = (place: number | null) =>
    `${auditLink(repository)}${filterText({ of, behind: place })}`;
  return html`${behind === null ? '' : html`<a class="quiet" href="${at(null)}">Newest</a>`}
  ${next === null ? '' : html`<a class="quiet" href="${at(next)}">Older</a>`}`;
}
