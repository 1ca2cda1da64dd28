import type { RunView } from '../../../../schemas/run-view.generated.ts';
import { html } from 'hono/html';
import { waitingDigest } from '../../../reports/check/waiting-digest.ts';
import type { RunWish } from '../../../reports/check/read-wish.ts';
import { count } from '../../../reports/words/step-words.ts';
import type { Html } from '../../frame/document.ts';
import type { RunData } from '../load-run.ts';
import { compareLink } from '../run-links.ts';

/** The form that all buttons of a page are of (`actForm`): parts of the page change, and it stays. */
const FORM = 'act';

/** Compare, and what may be done with a run as it stands: run it again, or end it. */
export function actions({ view, repository }: RunData): Html {
  return html`<div class="actions">
    <a class="quiet" href="${compareLink(repository, view.id)}">Compare with…</a>
    ${view.endedAt === null ? cancel() : again(view.status)}
  </div>`;
}

function cancel(): Html {
  return menu(
    'Cancel',
    html`<p>Ends all that is at work; what succeeded is kept.</p>
      ${button('cancel', 'Cancel the run', 'bad')}`,
  );
}

function again(status: RunData['view']['status']): Html {
  const failed =
    status === 'succeeded'
      ? ''
      : html`<p>A new run; what succeeded is taken over.</p>
          ${button('rerun-failed', 'Re-run failed')}`;
  return menu(
    'Re-run',
    html`${failed}
      <p>A new run of all that is not in the cache.</p>
      ${button('rerun-all', 'Re-run all')}`,
  );
}

/** Opens without scripts, and asks once more before anything is done. */
function menu(name: string, content: Html): Html {
  return html`<details class="menu" name="actions" id="menu-${name.toLowerCase()}">
    <summary class="quiet">${name}</summary>
    <div class="card">${content}</div>
  </details>`;
}

/** Approve and Reject, for the very steps that wait as this is shown. */
export function decide(steps: RunView['steps']): Html {
  const waiting = steps.filter(({ state }) => state === 'approval');
  const digest = waitingDigest(steps);
  const what = waiting.length === 1 ? '' : ` ${count(waiting.length, 'step')}`;
  return html`<div class="actions">
    ${menu(
      'Reject',
      html`<p>Rejects what waits, and with it the run.</p>
        ${button(`reject:${digest}`, 'Reject', 'bad')}`,
    )}
    ${button(`approve:${digest}`, `Approve${what} and start`, 'good')}
  </div>`;
}

function button(wish: RunWish, text: string, look = ''): Html {
  return html`<button
    type="submit"
    class="button ${look}"
    form="${FORM}"
    name="wish"
    value="${wish}"
  >
    ${text}
  </button>`;
}

/** `once` names one showing of the page: a button that is pressed twice there is pressed once. */
export function actForm(run: string, { token, once }: { token: string; once: string }): Html {
  return html`<form id="${FORM}" method="post" action="/runs/${run}/act">
    <input type="hidden" name="token" value="${token}" />
    <input type="hidden" name="once" value="${once}" />
  </form>`;
}
