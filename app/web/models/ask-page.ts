import { html } from 'hono/html';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { shown } from '../../reports/html/shown.ts';
import type { ModelWish } from '../../runtime/promotion/model-wish.ts';
import type { Html } from '../frame/document.ts';
import { sentenceWithCode } from '../frame/sentence.ts';
import { askLink, modelLink } from '../run/run-links.ts';
import { fieldsOf } from './read-model-wish.ts';

/** What goes with the form: whose it is, and which showing of it, so that what is pressed twice is pressed once. */
export type Press = { readonly token: string; readonly once: string };

/** Says what would happen, and asks whether it is to. */
export function askPage(
  repository: RepositoryRef,
  { wish, says }: { readonly wish: ModelWish; readonly says: readonly string[] },
  press: Press,
): Html {
  const { model, kind } = wish;
  const { verb, look } = WORDS[kind];
  const reason = reasonOf(wish);
  const fields = [...Object.entries(press), ...fieldsOf(wish)];
  return html`<section class="message">
    <h1>${verb} ${shown(model)}?</h1>
    ${says.map((sentence) => html`<p>${sentenceWithCode(sentence)}</p>`)}
    ${reason === null ? '' : html`<p>Reason: <q>${shown(reason)}</q></p>`}
    <p>Who asked for it stands in the audit.</p>
    <form method="post" action="${askLink(repository, model)}">
      ${fields.map(
        ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
      )}
      <p class="actions">
        <button type="submit" class="button ${look}">${verb}</button>
        <a class="quiet" href="${modelLink(repository, model)}">Back to the model</a>
      </p>
    </form>
  </section>`;
}

/** That nothing came of it. */
export function notDoneTitle({ kind }: ModelWish): string {
  return WORDS[kind].refused;
}

function reasonOf(wish: ModelWish): string | null {
  if (wish.kind === 'unfreeze') return null;
  return wish.kind === 'freeze' ? wish.reason : wish.emergency;
}

type Words = {
  readonly verb: string;
  readonly look: 'good' | 'bad' | '';
  readonly refused: string;
};

const WORDS: Readonly<Record<ModelWish['kind'], Words>> = {
  promote: { verb: 'Promote', look: 'good', refused: 'Nothing is promoted' },
  rollback: { verb: 'Roll back', look: 'bad', refused: 'Nothing is rolled back' },
  freeze: { verb: 'Freeze', look: 'bad', refused: 'Nothing is frozen' },
  unfreeze: { verb: 'Unfreeze', look: '', refused: 'Nothing is unfrozen' },
};
