import { findRoot } from '../../local/find-root.ts';
import { openStateFolder, stateFolderOf, type StateFolder } from '../../local/state-folder.ts';
import { storeProblemOf, type Store } from '../../runtime/ports/store.ts';
import { openStore } from '../../store/open-store.ts';
import type { ExitCode, Shell } from '../command.ts';
import { withStoreCopy } from './store-copy.ts';

/** A repository with the state of its runs. */
export type Workspace = { readonly state: StateFolder; readonly store: Store };

/** Opens the state of the repository around `folder`, makes it where there is none, and closes it after `work`. */
export async function withWorkspace(
  root: string,
  work: (workspace: Workspace) => Promise<ExitCode>,
): Promise<ExitCode> {
  const state = stateFolderOf(root);
  await openStateFolder(state);
  return withStoreAt(state, state.store, work);
}

/**
 * As `withWorkspace`, for commands that ask about runs of the repository that one stands in. Where the disk is full or
 * read-only they look at a copy: to read its file, SQLite has to write beside it.
 */
export async function withStore(
  shell: Pick<Shell, 'cwd'>,
  work: (workspace: Workspace) => Promise<ExitCode>,
): Promise<ExitCode> {
  const root = findRoot(shell.cwd);
  let isOpen = false;
  try {
    return await withWorkspace(root, (workspace) => {
      isOpen = true;
      return work(workspace);
    });
  } catch (error) {
    const state = stateFolderOf(root);
    if (isOpen || !isUnwritable(error)) throw error;
    return withStoreCopy(state.store, (copy) => withStoreAt(state, copy, work));
  }
}

async function withStoreAt(
  state: StateFolder,
  sqliteFile: string,
  work: (workspace: Workspace) => Promise<ExitCode>,
): Promise<ExitCode> {
  const store = await openStore({ sqliteFile });
  try {
    return await work({ state, store });
  } finally {
    await store.close();
  }
}

function isUnwritable(error: unknown): boolean {
  const kind = storeProblemOf(error)?.kind;
  return kind === 'disk-full' || kind === 'disk-error' || kind === 'unwritable';
}
