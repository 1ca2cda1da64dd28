import { html } from 'hono/html';
import type { Html } from '../../frame/document.ts';
import type { Choice, Detail } from '../load-detail.ts';

const TABS = [
  ['log', 'Log'],
  ['pictures', 'Curves and plots'],
  ['inputs', 'Inputs and outputs'],
  ['attempts', 'Attempts'],
  ['why', 'Why it ran'],
] as const;
export type Tab = (typeof TABS)[number][0];

/**
 * What is shown of the chosen step, one at a time: radio buttons, so that it needs no script (`styles/tabs.css`). One whose
 * part is empty is not shown. They lie outside the parts that change: whoever chose one stays there.
 */
export function tabs(first: Tab): Html {
  return html`<fieldset class="tabs">
    <legend class="hidden">What is shown of this step</legend>
    ${TABS.map(
      ([id, text]) =>
        html`<label class="l-${id}"
          ><input
            type="radio"
            name="tab"
            id="tab-${id}"
            ${id === first ? html` checked` : ''}
          />${text}</label
        >`,
    )}
  </fieldset>`;
}

/** Of work that went well its pictures say most; of all else, and of a log that is looked through, the log. */
export function firstTab(
  { curves, material }: Readonly<Record<'curves' | 'material', string>>,
  detail: Detail | null,
  { find, all }: Choice,
): Tab {
  const isLog = find !== null || all || detail?.step.result !== 'success';
  return isLog || curves + material === '' ? 'log' : 'pictures';
}
