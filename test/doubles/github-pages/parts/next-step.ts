import { html } from 'hono/html';
import type { Guide, GuideStep } from '../guide.ts';
import type { Html } from '../html.ts';

/** The first step of the guide that is not done, in a line; nothing when all are. */
export async function nextStep(guide: Guide): Promise<Html | ''> {
  const steps = await guide.steps();
  const index = steps.findIndex(({ done }) => !done);
  const step = steps[index];
  if (step === undefined) return '';
  return html`<aside class="next-step row" aria-label="What to try next">
    <span>
      <a href="/">Step ${index + 1} of ${steps.length}</a>: <strong>${step.title}</strong>
    </span>
    ${stepActs(step, index, false)}
  </aside>`;
}

/** The button that does a step, and where to do it oneself. */
export function stepActs(step: GuideStep, index: number, isNext: boolean): Html {
  const { act, link, more = [], done } = step;
  const links = [...(link === undefined ? [] : [link]), ...more];
  return html`<div class="row">
    ${
      act === undefined || done
        ? ''
        : html`<form method="post" action="/-/guide/${index}">
            <button class="${isNext ? 'primary' : 'small'}">${act.label}</button>
          </form>`
    }${links.map(({ href, label }) => html`<a href="${href}">${label}</a> `)}
  </div>`;
}
