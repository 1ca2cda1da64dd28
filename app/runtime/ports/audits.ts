import type { Audit, AuditEntry } from '../../domain/audit.ts';

/** Every decision, in one order that has no gap. Only added to; what is kept stays for as long as the store does. */
export interface Audits {
  /** Decisions in a repository, or those of them about one model or run. */
  list(query: AuditQuery): Promise<readonly AuditEntry[]>;
  /** How many refused requests were counted and not kept one by one, since their author sent too many. */
  leftOut(repository: number): Promise<number>;
}

export type AuditQuery = {
  readonly repository: number;
  /** Left out: all of the repository. */
  readonly of?: { readonly model: string } | { readonly run: string };
  readonly first: 'newest' | 'oldest';
  /** Those behind the entry with this number, in that order; left out: from the first on. */
  readonly behind?: number;
  readonly limit: number;
};

/** One that is known by its id stays as it is; of what people send too often only the number is kept. */
export type AuditChange = { readonly type: 'audit.add'; readonly audit: Audit };
