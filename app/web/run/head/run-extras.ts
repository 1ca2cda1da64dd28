import { html } from 'hono/html';
import { shortDigest } from '../../../reports/words/attempt-words.ts';
import type { Html } from '../../frame/document.ts';
import type { RunData } from '../load-run.ts';
import { modelLink } from '../run-links.ts';
import { shown } from '../../../reports/html/shown.ts';

/** Params in effect; null: the pipeline has none. */
export function params({ view }: RunData): Html | null {
  const pairs = Object.entries(view.params);
  if (pairs.length === 0) return null;
  return html`<dl class="values">
    ${pairs.map(
      ([name, value]) =>
        html`<div>
          <dt>${shown(name)}</dt>
          <dd class="num">${shown(JSON.stringify(value))}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Versions of models that the run registered, and the aliases it moved to them; null: none. */
export function models({ view, header, repository }: RunData): Html | null {
  if (view.models.length === 0) return null;
  // What untrusted code registers is in a registry of its own, which has no pages.
  const isOwn = header.hosted?.trust !== 'untrusted';
  return html`<ul class="plain">
    ${view.models.map(
      ({ name, version, alias, digest }) =>
        html`<li>
          ${isOwn ? html`<a href="${modelLink(repository, name, version)}">${called(name, version)}</a>` : called(name, version)}
          ${alias === null ? '' : html`<span class="badge t-accent">@${shown(alias)}</span>`}
          <span class="dim mono">${shortDigest(digest)}</span>
        </li>`,
    )}
  </ul>`;
}

function called(name: string, version: number): Html {
  return html`<strong>${shown(name)}</strong> v${version}`;
}
