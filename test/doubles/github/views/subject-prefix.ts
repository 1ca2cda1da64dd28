type Named = { readonly id: number; readonly name: string };
type Owned = Named & { readonly owner: { readonly id: number; readonly login: string } };

/**
 * How `sub` of a job's identity token begins; with numbers in repositories made or renamed since 15 July 2026.
 * https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens/
 */
export function subjectPrefix({ owner, name, id }: Owned, isImmutable: boolean): string {
  return isImmutable
    ? `repo:${owner.login}@${owner.id}/${name}@${id}`
    : `repo:${owner.login}/${name}`;
}
