import { html } from 'hono/html';
import { encodePath } from '../addresses.ts';
import type { Html } from '../html.ts';
import type { DiffLine, FileDiff } from '../read-diff.ts';
import type { RepositoryVisit } from '../visit.ts';
import { annotationNote, annotationsAt, type PlacedAnnotation } from './annotations.ts';

/** Longer diffs are left to git. */
const MOST_LINES = 2000;

/** Changed files with their lines, and what checks of the new commit say beneath them. */
export function diffList(
  visit: RepositoryVisit,
  {
    files,
    sha,
    editable,
  }: {
    readonly files: readonly FileDiff[];
    readonly sha: string;
    readonly editable: string | null;
  },
): Html {
  return html`${files.map((file) => {
    const notes = annotationsAt(visit.repository, sha, file.path);
    const address = (ref: string) =>
      `${visit.base}/blob/${encodePath(ref)}/${encodePath(file.path)}`;
    return html`<section class="card file" id="file-${file.path}" aria-label="${file.path}">
      <header>
        <h2>
          <a href="${address(sha)}"><code>${file.path}</code></a>
        </h2>
        <span class="muted">${counted(file)}</span>${
          editable !== null && file.status !== 'removed'
            ? html`<a class="end" href="${address(editable)}?edit=1">Edit</a>`
            : ''
        }
      </header>
      ${shown(file, notes)}
    </section>`;
  })}`;
}

function counted({ status, previousPath, lines }: FileDiff): string {
  const added = lines.filter(({ kind }) => kind === 'add').length;
  const removed = lines.filter(({ kind }) => kind === 'del').length;
  const how = status === 'renamed' ? `renamed from ${previousPath}` : status;
  return `${how}, +${added} −${removed}`;
}

function shown(file: FileDiff, notes: readonly PlacedAnnotation[]): Html {
  if (file.isBinary) return html`<p class="pad muted">A binary file.</p>`;
  if (file.lines.length === 0) return html`<p class="pad muted">No lines changed.</p>`;
  const lines = file.lines.slice(0, MOST_LINES);
  const left = file.lines.length - lines.length;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Changes of ${file.path}">
      <table class="lines diff">
        <tbody>
          ${lines.map((line) =>
            diffRow(
              line,
              notes.filter(({ annotation }) => annotation.end_line === line.after),
            ),
          )}
        </tbody>
      </table>
    </div>
    ${left > 0 ? html`<p class="pad muted">${left} more lines.</p>` : ''}`;
}

const SIGNS: Readonly<Record<DiffLine['kind'], string>> = {
  hunk: '',
  same: ' ',
  add: '+',
  del: '-',
};

function diffRow(
  { kind, before, after, text }: DiffLine,
  notes: readonly PlacedAnnotation[],
): Html {
  return html`<tr class="${kind}">
      <td class="no">${before}</td>
      <td class="no">${after}</td>
      <td class="code">${SIGNS[kind]}${text}</td>
    </tr>
    ${notes.map(
      (note) =>
        html`<tr class="noted">
          <td colspan="3">${annotationNote(note)}</td>
        </tr>`,
    )}`;
}
