import type { Context } from 'hono';
import type { AuditQuery } from '../../../runtime/ports/audits.ts';

/** Which decisions somebody wants to see. */
export type AuditFilter = {
  readonly of: NonNullable<AuditQuery['of']> | null;
  /** Those that are older than the one with this number; null: the newest. */
  readonly behind: number | null;
};

const LONGEST = 200;

/** As the address says it; what it does not say right is left out. */
export function auditFilter(context: Context): AuditFilter {
  const { model = '', run = '', behind = '' } = context.req.query();
  return { of: subject(model.trim(), run), behind: /^\d{1,12}$/.test(behind) ? +behind : null };
}

/** The same as an address. */
export function filterText({ of, behind }: AuditFilter): string {
  const query = new URLSearchParams({
    ...(of !== null && of),
    ...(behind !== null && { behind: String(behind) }),
  });
  return query.size === 0 ? '' : `?${query.toString()}`;
}

function subject(model: string, run: string): AuditFilter['of'] {
  if (/^[0-9a-z]{26}$/.test(run)) return { run };
  const name = model.toWellFormed().replaceAll('\u0000', '').slice(0, LONGEST);
  return name === '' ? null : { model: name };
}
