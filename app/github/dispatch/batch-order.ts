import type { RunHeader } from '../../domain/run.ts';
import type { BatchOrder } from '../../runtime/dispatch-rows.ts';

export type BatchAnswer =
  | { readonly ok: true; readonly order: Omit<BatchOrder, 'secrets'> }
  /** Nothing of this run can be handed to GitHub; why, and what to do. */
  | { readonly ok: false; readonly message: string };

/** Where on GitHub the jobs of a run are started. */
export function batchOrder(header: RunHeader): BatchAnswer {
  const { hosted, sha } = header;
  if (hosted === undefined || sha === null) {
    return refused(
      'This run belongs to no repository on GitHub, so that no job can run its steps.',
    );
  }
  if (hosted.trust === 'untrusted') {
    return refused(
      'The commit was pushed by someone without write access: nothing of it runs until someone with write has looked at it and comments `/mlp ok <sha>`.',
    );
  }
  const ref = dispatchRef(header);
  if (ref === null) {
    return refused(
      `Jobs are started on a branch or a tag, and ${header.ref ?? 'this run'} is neither. Push the commit to a branch of this repository.`,
    );
  }
  return { ok: true, order: { repository: hosted.repository, sha, ref } };
}

function refused(message: string): BatchAnswer {
  return { ok: false, message };
}

/** Never the head branch's name in another repository: here it may name a branch that is not the one proposed. */
function dispatchRef({ ref }: RunHeader): string | null {
  return ref !== null && /^refs\/(?:heads|tags)\//.test(ref) ? ref : null;
}
