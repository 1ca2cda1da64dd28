import { html } from 'hono/html';
import type { Html } from '../html.ts';
import { annotationNote, annotationsAt } from '../parts/annotations.ts';
import { editor } from '../parts/editor.ts';
import { page } from '../parts/page.ts';
import type { Place } from '../read-place.ts';
import type { RepositoryVisit } from '../visit.ts';

/** A file with line numbers, what checks say of its lines, and the box to change it. */
export async function blobPage(visit: RepositoryVisit, place: Place): Promise<Response | null> {
  const { repository, seeded, url } = visit;
  const { ref, sha, path, branch } = place;
  const text = await seeded.file(path, sha);
  if (text === null) return null;
  const notes = annotationsAt(repository, sha, path);
  const lines = text.replace(/\n$/, '').split('\n');
  const isBinary = text.includes('\0');
  const rows = lines.map(
    (line, index): Html =>
      html`<tr id="L${index + 1}">
          <td class="no"><a href="#L${index + 1}">${index + 1}</a></td>
          <td class="code">${line}</td>
        </tr>
        ${notes
          .filter(({ annotation }) => Math.min(annotation.end_line, lines.length) === index + 1)
          .map(
            (note) =>
              html`<tr class="noted">
                <td colspan="2">${annotationNote(note)}</td>
              </tr>`,
          )}`,
  );
  const isEdited = url.searchParams.has('edit');
  const body = html`<h1 class="path"><code>${path}</code></h1>
    <p class="muted">
      on <code>${branch ?? ref.slice(0, 7)}</code>${
        notes.length === 0
          ? ''
          : `, with ${notes.length === 1 ? '1 annotation' : `${notes.length} annotations`}`
      }
    </p>
    ${
      isBinary || branch === null
        ? html`<p class="muted">${isBinary ? '' : 'Open the file on a branch to edit it.'}</p>`
        : html`<details class="card pad" ${isEdited ? html` open` : ''}>
            <summary>Edit this file</summary>
            ${editor(visit, { branch, sha, path, text })}
          </details>`
    }
    <div class="card">
      <div class="scroll" tabindex="0" role="group" aria-label="${path}">
        <table class="lines">
          <tbody>
            ${
              isBinary
                ? html`<tr>
                    <td class="pad">A binary file.</td>
                  </tr>`
                : rows
            }
          </tbody>
        </table>
      </div>
    </div>`;
  return page(visit, { title: `${path} · ${ref}`, of: visit, crumb: path, body });
}
