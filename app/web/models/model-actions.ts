import { html } from 'hono/html';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { deletionOf } from '../../domain/model.ts';
import { shown } from '../../reports/html/shown.ts';
import type { ModelFacts } from '../../reports/models/model-facts.ts';
import type { ModelWish } from '../../runtime/promotion/model-wish.ts';
import type { Html } from '../frame/document.ts';
import { askLink } from '../run/run-links.ts';

/** What may be asked of a model. Each leads to a page that says what would happen; nothing is done before that is confirmed. */
export function modelActions(repository: RepositoryRef, facts: ModelFacts): Html {
  const { model, aliases, freeze } = facts;
  const form = (kind: ModelWish['kind'], fields: Html) =>
    html`<form method="get" action="${askLink(repository, model)}" class="ask">
      <input type="hidden" name="wish" value="${kind}" />
      ${fields}
      <button type="submit" class="button">Say what would happen</button>
    </form>`;
  return html`<div class="actions below">
    ${menu('Promote', form('promote', promoteFields(facts)))}
    ${aliases.length === 0 ? '' : menu('Roll back', form('rollback', rollbackFields(facts)))}
    ${menu('Freeze', form('freeze', freezeFields()))}
    ${freeze === undefined ? '' : menu('Unfreeze', form('unfreeze', html``))}
  </div>`;
}

/** Opens without scripts. */
function menu(name: string, content: Html): Html {
  return html`<details class="menu" name="actions">
    <summary class="quiet">${name}</summary>
    <div class="card">${content}</div>
  </details>`;
}

function promoteFields({ versions, marks, aliases }: ModelFacts): Html {
  const newest = versions.find((version) => deletionOf(marks, version) === null);
  const [alias] = aliases;
  return html`<label
      >Version
      <input
        name="version"
        inputmode="numeric"
        required
        pattern="v?[1-9][0-9]{0,8}"
        value="${newest?.version ?? ''}"
    /></label>
    <label>Alias <input name="alias" required value="${shown(alias?.alias ?? '')}" /></label>
    ${emergency()}`;
}

function rollbackFields({ aliases }: ModelFacts): Html {
  return html`<label
      >Alias
      <select name="alias">
        ${aliases.map(
          ({ alias, version }) =>
            html`<option value="${alias}">${shown(alias)} (v${version} now)</option>`,
        )}
      </select></label
    >
    <label
      >Back to
      <input
        name="to"
        inputmode="numeric"
        pattern="v?[1-9][0-9]{0,8}"
        placeholder="the version before"
    /></label>
    ${emergency()}`;
}

function freezeFields(): Html {
  return html`<label
      >Until <input name="until" required placeholder="2026-12-24, or 3d" maxlength="40"
    /></label>
    <label>Why <input name="reason" maxlength="500" placeholder="may be left out" /></label>`;
}

/** It waits for no approval: who fills that in has to say why. */
function emergency(): Html {
  return html`<label
    >Emergency, without approval: why
    <input name="emergency" maxlength="500" placeholder="administrators only"
  /></label>`;
}
