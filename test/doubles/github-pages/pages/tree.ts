import { html } from 'hono/html';
import { readTree } from '../../github/git/read-objects.ts';
import { encodePath } from '../addresses.ts';
import { page } from '../parts/page.ts';
import type { Place } from '../read-place.ts';
import type { RepositoryVisit } from '../visit.ts';

/** A folder of a repository; null when there is none. */
export async function treePage(visit: RepositoryVisit, place: Place): Promise<Response | null> {
  const { base, repository } = visit;
  const { ref, sha, path } = place;
  const entries = await readTree(repository.gitDir, `${sha}:${path}`, false);
  if (entries === null) return null;
  const folders = entries.filter(({ type }) => type === 'tree');
  const files = entries.filter(({ type }) => type === 'blob');
  const inside = path === '' ? '' : `${path}/`;
  const items = [...folders, ...files].map(({ type, path: name }) => {
    const address = `${base}/${type}/${encodePath(ref)}/${encodePath(inside + name)}`;
    return html`<li>
      <a href="${address}"><code>${name}${type === 'tree' ? '/' : ''}</code></a>
    </li>`;
  });
  const body = html`<h1 class="path"><code>${path === '' ? base.slice(1) : path}</code></h1>
    <p class="muted">at <code>${ref}</code></p>
    <div class="card">
      <ul class="rows files">
        ${items}
      </ul>
    </div>`;
  return page(visit, {
    title: `${path} · ${ref}`,
    of: visit,
    crumb: path === '' ? ref : path,
    body,
  });
}
