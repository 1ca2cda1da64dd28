import { html } from 'hono/html';
import { filesAndSize } from '../../../../text/size.ts';
import type { InputSpec } from '../../../domain/input.ts';
import type { PlanStep } from '../../../domain/plan.ts';
import { shortDigest } from '../../../reports/words/attempt-words.ts';
import { shownKey } from '../../../reports/words/step-words.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { Html } from '../../frame/document.ts';
import type { Detail } from '../load-detail.ts';
import { values } from '../pieces.ts';
import { stepLink } from '../run-links.ts';
import type { Shown } from '../shown-run.ts';

/** What a step is given, and what it made; null: neither. */
export function stepMaterials(
  page: Shown,
  { step }: Detail,
  planned: PlanStep | null,
): Html | null {
  const inputs = Object.entries(planned?.inputs ?? {});
  const outputs = Object.entries(step.outputs).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  );
  const artifacts = Object.entries(step.artifacts).map(
    ([name, { path, files, size, digest }]) =>
      [name, `${path}, ${filesAndSize(files, size)}, ${shortDigest(digest)}`] as const,
  );
  if (inputs.length + outputs.length + artifacts.length === 0) return null;
  return html`${
    inputs.length === 0
      ? ''
      : html`<h3>Inputs</h3>
          <dl class="values">
            ${inputs.map(
              ([name, input]) =>
                html`<div class="long">
                  <dt>${shown(name)}</dt>
                  <dd>${sourceOf(page, input)}</dd>
                </div>`,
            )}
          </dl>`
  }
  ${values('Values', outputs)} ${values('Artifacts', artifacts)}`;
}

function sourceOf({ data }: Shown, input: InputSpec): Html | string {
  if ('step' in input) {
    const { step, output, cells } = input;
    const which = cells === undefined ? '' : ' of the best cell';
    return html`${shown(output)}${which} of
      <a href="${stepLink(data.view.id, step)}">${shownKey(step)}</a>`;
  }
  if ('uri' in input) return shown(`${input.uri}${ofContent(input.pinned)}`);
  const { model, alias, frozen } = input;
  return shown(`${model}@${alias}${frozen === null ? ' (points nowhere)' : ` v${frozen.version}`}`);
}

function ofContent(pinned: { readonly digest: string } | null): string {
  return pinned === null ? '' : `, ${shortDigest(pinned.digest)}`;
}
