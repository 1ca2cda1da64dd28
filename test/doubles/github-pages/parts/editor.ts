import { html } from 'hono/html';
import type { Html } from '../html.ts';
import type { RepositoryVisit } from '../visit.ts';

export type Edited = {
  readonly branch: string;
  /** The commit that is edited. */
  readonly sha: string;
  readonly path: string;
  /** null for a file that is not there yet. */
  readonly text: string | null;
};

/** The box to change a file: on its branch, or on a new one with a pull request. */
export function editor(visit: RepositoryVisit, { branch, sha, path, text }: Edited): Html {
  const { base, canWrite, me } = visit;
  const isNew = text === null;
  const verb = isNew ? 'Create' : 'Update';
  const message = `${verb} ${path.split('/').pop() || 'a file'}`;
  const rows = Math.min(30, Math.max(10, (text ?? '').split('\n').length + 1));
  return html`<form
    class="editor"
    method="post"
    action="${base}/commits"
    data-keep
    id="editor-as-${me.login}"
  >
    <input type="hidden" name="branch" value="${branch}" /><input
      type="hidden"
      name="at"
      value="${sha}"
    />
    ${isNew ? html`<label for="path">Path</label><input id="path" name="path" value="${path}" required />` : html`<input type="hidden" name="path" value="${path}" />`}
    <label for="text">Text of the file</label
    ><textarea id="text" name="text" rows="${rows}" spellcheck="false" wrap="off" class="code">
${text ?? ''}</textarea>
    <label for="message">Commit message</label
    ><input id="message" name="message" value="${message}" required />
    <fieldset>
      <legend>Commit as ${me.login}</legend>
      ${
        canWrite
          ? html`<label
                ><input type="radio" name="how" value="branch" checked /> to
                <code>${branch}</code></label
              >
              <label
                ><input type="radio" name="how" value="pull" /> to a new branch, and open a pull
                request</label
              >`
          : html`<p>
                ${me.login} may not push here: the change goes to a fork, with a pull request from
                it.
              </p>
              <input type="hidden" name="how" value="fork" />`
      }
    </fieldset>
    <div class="row"><button class="primary">Commit</button></div>
  </form>`;
}
