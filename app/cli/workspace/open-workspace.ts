import { findRoot } from '../../local/find-root.ts';
import { openStateFolder, stateFolderOf, type StateFolder } from '../../local/state-folder.ts';
import type { Store } from '../../runtime/ports/store.ts';
import { openStore } from '../../store/open-store.ts';
import type { ExitCode, Shell } from '../command.ts';

/** A repository with the state of its runs. */
export type Workspace = { readonly state: StateFolder; readonly store: Store };

/** Opens the state of the repository around `folder`, makes it where there is none, and closes it after `work`. */
export async function withWorkspace(
  root: string,
  work: (workspace: Workspace) => Promise<ExitCode>,
): Promise<ExitCode> {
  const state = stateFolderOf(root);
  await openStateFolder(state);
  const store = await openStore({ sqliteFile: state.store });
  try {
    return await work({ state, store });
  } finally {
    await store.close();
  }
}

/** As `withWorkspace`, for commands that ask about runs of the repository that one stands in. */
export function withStore(
  shell: Pick<Shell, 'cwd'>,
  work: (workspace: Workspace) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withWorkspace(findRoot(shell.cwd), work);
}
