import type { Context } from 'hono';
import type { RepositoryRef } from '../../../domain/hosted.ts';
import { shown } from '../../../reports/html/shown.ts';
import type { PageEnv } from '../../frame/document.ts';
import { answerPage } from '../../frame/page.ts';
import type { PagesDeps, Person } from '../../pages-deps.ts';
import { repositoryLink } from '../../run/run-links.ts';
import { auditList } from './audit-list.ts';
import { auditFilter } from './audit-query.ts';

const PAGE = 50;

/** `/repos/:owner/:repo/audit`: who decided what in a repository, newest first; `?model=` and `?run=` about one alone. */
export async function auditPage(
  context: Context<PageEnv>,
  { deps }: { readonly deps: PagesDeps },
  { repository, person }: { readonly repository: RepositoryRef; readonly person: Person },
) {
  const { audits } = deps.store;
  const filter = auditFilter(context);
  const { of, behind } = filter;
  const [found, leftOut] = await Promise.all([
    audits.list({
      repository: repository.id,
      first: 'newest',
      limit: PAGE + 1,
      ...(of !== null && { of }),
      ...(behind !== null && { behind }),
    }),
    audits.leftOut(repository.id),
  ]);
  const entries = found.slice(0, PAGE);
  const next = found.length > PAGE ? (entries.at(-1)?.number ?? null) : null;
  const name = `${shown(repository.owner)}/${shown(repository.name)}`;
  return answerPage(context, 200, {
    title: `Audit · ${name}`,
    person,
    trail: [
      { text: name, to: repositoryLink(repository) },
      { text: 'Audit', to: null },
    ],
    body: auditList({ repository, entries, filter, next, leftOut, githubUrl: deps.githubUrl }),
    script: null,
  });
}
