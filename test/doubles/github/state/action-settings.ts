/** What "Settings → Actions → General" of a repository says. */
export type ActionSettings = {
  enabled: boolean;
  allowed: 'all' | 'local_only' | 'selected';
  /** What the token of a job may that says nothing of permissions. */
  defaultPermissions: 'read' | 'write';
  /** The token of a job may approve pull requests. */
  mayApprove: boolean;
  /** `sub` of identity tokens has the numbers of owner and repository: usual since July 2026. */
  hasImmutableSubject: boolean;
  /** Claims that `sub` is made of; null: the usual ones. */
  subjectClaims: readonly string[] | null;
  /** Paths of workflows that somebody switched off. */
  readonly disabledWorkflows: Set<string>;
};

export function usualActionSettings(): ActionSettings {
  return {
    enabled: true,
    allowed: 'all',
    defaultPermissions: 'read',
    mayApprove: false,
    hasImmutableSubject: true,
    subjectClaims: null,
    disabledWorkflows: new Set(),
  };
}
