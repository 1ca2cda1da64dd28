import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import { auditRecord } from '../../../reports/audit/audit-record.ts';
import type { RepositoryRef } from '../../../domain/hosted.ts';
import type { PageEnv } from '../../frame/document.ts';
import type { PagesDeps } from '../../pages-deps.ts';
import { auditFilter } from './audit-query.ts';

/** Read at once: no more than this is in memory, however long the audit is. */
const CHUNK = 500;

/** `/repos/:owner/:repo/audit.jsonl`: every decision from the first on, one a line; `?behind=` goes on behind a number. */
export function auditExport(
  context: Context<PageEnv>,
  { deps }: { readonly deps: PagesDeps },
  { repository }: { readonly repository: RepositoryRef },
) {
  const { audits } = deps.store;
  const { of, behind: from } = auditFilter(context);
  context.header('content-type', 'application/x-ndjson; charset=utf-8');
  context.header('content-disposition', 'attachment; filename="audit.jsonl"');
  return stream(context, async (answer) => {
    let behind = from ?? 0;
    while (!answer.aborted) {
      const query = { repository: repository.id, first: 'oldest', behind, limit: CHUNK } as const;
      const entries = await audits.list({ ...query, ...(of !== null && { of }) });
      for (const entry of entries) await answer.write(`${JSON.stringify(auditRecord(entry))}\n`);
      behind = entries.at(-1)?.number ?? behind;
      if (entries.length < CHUNK) break;
    }
  });
}
