import type { RunHeader } from '../../domain/run/run.ts';
import type { DispatchTarget } from '../../runtime/ports/hosted/dispatches.ts';
import { throwawayRef } from './throwaway-branch.ts';

export type DispatchAnswer =
  | { readonly ok: true; readonly order: DispatchTarget }
  /** Nothing of this run can be handed to GitHub; why, and what to do. */
  | { readonly ok: false; readonly message: string };

/** Where on GitHub jobs of a run are started; a run of untrusted code exists only where someone has let it. */
export function dispatchTarget(
  header: Pick<RunHeader, 'id' | 'hosted' | 'sha' | 'ref'>,
  secrets: readonly string[],
): DispatchAnswer {
  const { hosted, sha } = header;
  if (hosted === undefined || sha === null) {
    return refused(
      'This run belongs to no repository on GitHub, so that no job can run its steps.',
    );
  }
  const { repository } = hosted;
  if (hosted.trust === 'untrusted') {
    const ref = throwawayRef(sha, header.id);
    return { ok: true, order: { repository, sha, ref, secrets: [], untrusted: true } };
  }
  const ref = dispatchRef(header);
  if (ref === null) {
    return refused(
      `Jobs are started on a branch or a tag, and ${header.ref ?? 'this run'} is neither. Push the commit to a branch of this repository.`,
    );
  }
  return { ok: true, order: { repository, sha, ref, secrets } };
}

function refused(message: string): DispatchAnswer {
  return { ok: false, message };
}

/** Never the head branch's name in another repository: here it may name a branch that is not the one proposed. */
function dispatchRef({ ref }: Pick<RunHeader, 'ref'>): string | null {
  return ref !== null && /^refs\/(?:heads|tags)\//.test(ref) ? ref : null;
}
