import { html } from 'hono/html';
import { editor } from '../parts/editor.ts';
import { page } from '../parts/page.ts';
import type { Place } from '../read-place.ts';
import type { RepositoryVisit } from '../visit.ts';

/** The box for a new file; as on GitHub, `?filename=` names it. */
export function newFilePage(
  visit: RepositoryVisit,
  { ref: branch, sha }: Place,
): Promise<Response> {
  const path = visit.url.searchParams.get('filename');
  const body = html`<h1>A new file on <code>${branch}</code></h1>
    <div class="card pad">${editor(visit, { branch, sha, path: path ?? '', text: null })}</div>`;
  return page(visit, { title: 'A new file', of: visit, crumb: 'New file', body });
}
