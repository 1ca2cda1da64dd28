import { ApiError } from '../http/api-error.ts';
import type { Call } from '../http/handlers.ts';
import { diffFiles } from '../git/read-objects.ts';

/** GitHub lets an App touch `.github/workflows` only with the permission `workflows`. */
export async function refuseWorkflowEdits(
  { auth, repository }: Pick<Call, 'auth' | 'repository'>,
  from: string,
  to: string,
): Promise<void> {
  if (auth.kind !== 'installation' && auth.kind !== 'job') return;
  if (auth.permissions['workflows'] === 'write') return;
  const changes = await diffFiles(repository.gitDir, from, to);
  const touched = changes.find(({ path }) => path.startsWith('.github/workflows/'));
  if (touched !== undefined)
    throw new ApiError(
      403,
      'Resource not accessible by integration',
      {},
      {
        'x-accepted-github-permissions': 'contents=write,workflows=write',
      },
    );
}
