/**
 * Whether a runner group that serves these workflows alone serves this one, `owner/name/path@refs/heads/main`. GitHub
 * compares the ref too: one that is bound to main serves no run of another branch
 * (https://github.com/kyma-project/test-infra/pull/14090). It names branches and tags with or without `refs/…`; what it
 * names by a commit is GitHub's to say.
 */
export function serves(workflows: readonly string[], workflow: string): boolean {
  const [path, ref] = partsOf(workflow);
  return workflows.some((each) => {
    const [itsPath, itsRef] = partsOf(each);
    if (itsPath !== path) return false;
    return itsRef === ref || COMMIT.test(itsRef) || ref.replace(PREFIX, '') === itsRef;
  });
}

const COMMIT = /^[0-9a-f]{40}$/;
const PREFIX = /^refs\/(?:heads|tags)\//;

/** Owners and names are the same in upper and lower case. */
function partsOf(workflow: string): readonly [path: string, ref: string] {
  const at = workflow.indexOf('@');
  if (at === -1) return [workflow.toLowerCase(), ''];
  return [workflow.slice(0, at).toLowerCase(), workflow.slice(at + 1)];
}
