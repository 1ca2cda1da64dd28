import type { RunRequest } from './run/run.ts';

/**
 * What runs share (cached work, checkpoints, baselines, models) is kept under the name of a scope: a repository, and in
 * it how far the code that made it is trusted. A run reads the scopes it may trust and no others.
 */
export type Scope = string;

/** Of all runs of one machine, which are of no repository on GitHub. */
export const LOCAL_SCOPE: Scope = 'local';

type Scoped = Pick<RunRequest, 'id' | 'sha' | 'hosted'>;

/** Where what a run makes is kept for others. */
export function scopeOf(run: Scoped): Scope {
  const { hosted } = run;
  if (hosted === undefined) return LOCAL_SCOPE;
  const { repository, trust } = hosted;
  return trust === 'untrusted' ? untrustedScope(run, repository.id) : `${repository.id}/${trust}`;
}

/** Where a run may take work from: what code made that is trusted as far, then farther; of untrusted code only its own. */
export function readableScopes(run: Scoped): readonly Scope[] {
  const own = scopeOf(run);
  const { hosted } = run;
  return hosted?.trust === 'writer' ? [own, `${hosted.repository.id}/protected`] : [own];
}

/** Where the work of those lies who may write to a repository, as a run of theirs reads it. */
export function scopesOfWriters(repository: number): readonly Scope[] {
  return [`${repository}/writer`, `${repository}/protected`];
}

/**
 * Whose models a run sees and registers. The trusted code of a repository shares one registry, so that versions count
 * on; what a protected run reads of it is behind an alias, which only protected runs move.
 */
export function registryOf(run: Scoped): Scope {
  const { hosted } = run;
  if (hosted === undefined) return LOCAL_SCOPE;
  const { repository, trust } = hosted;
  return trust === 'untrusted' ? untrustedScope(run, repository.id) : `${repository.id}`;
}

/** The full name of a concurrency group. What nobody trusts waits for, and cancels, only what is of its pull request. */
export function groupOf({ id, hosted }: Scoped, group: string): string {
  if (hosted === undefined) return group;
  const { repository, trust, pull } = hosted;
  const within = trust === 'untrusted' ? `${repository.id}/untrusted/${pull ?? id}` : repository.id;
  return `${within}/${group}`;
}

/** Whether a run may say what a model's alias means: from its protected branches a repository deploys. */
export function mayMoveAliases({ hosted }: Pick<RunRequest, 'hosted'>): boolean {
  return hosted === undefined || hosted.trust === 'protected';
}

// The same commit of the same pull request is the same code, whoever asked for its runs.
function untrustedScope({ id, sha, hosted }: Scoped, repository: number): Scope {
  return `${repository}/untrusted/${hosted?.pull ?? 'none'}/${sha ?? id}`;
}
