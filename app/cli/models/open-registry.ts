import type { RepositoryRef } from '../../domain/hosted.ts';
import { LOCAL_SCOPE, type Scope } from '../../domain/scope.ts';
import type { StateFolder } from '../../local/state-folder.ts';
import type { Store } from '../../runtime/ports/store.ts';
import type { ExitCode, Shell } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { withStore } from '../workspace/open-workspace.ts';
import { openServerStore } from '../workspace/server-store.ts';

/** Which registry is meant: of this repository on this machine, or of one on GitHub as a server keeps it. */
export type Of = { readonly state?: string; readonly repository?: string };

export type OpenRegistry = {
  readonly store: Store;
  readonly scope: Scope;
  /** Null: of a server, whose bytes are not on this machine. */
  readonly state: StateFolder | null;
};

/** Opens the registry that options name, and closes it after `work`. Throws a `UsageError` where there is none. */
export async function withRegistry(
  shell: Shell,
  { state: folder, repository }: Of,
  work: (registry: OpenRegistry) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (repository === undefined) {
    if (folder !== undefined) throw new UsageError('--state needs --repository owner/name.');
    return withStore(shell, ({ store, state }) => work({ store, state, scope: LOCAL_SCOPE }));
  }
  const store = await openServerStore(shell, folder ?? null);
  if (store === null) {
    throw new UsageError(
      `Nothing says which server keeps the models of ${repository}.`,
      'Name its state folder by --state, or set DATABASE_URL as it is set there.',
    );
  }
  try {
    const { id } = await repositoryOf(store, repository);
    return await work({ store, state: null, scope: `${id}` });
  } finally {
    await store.close();
  }
}

const MOST_REPOSITORIES = 1000;

async function repositoryOf({ runs }: Store, named: string): Promise<RepositoryRef> {
  const known: string[] = [];
  for (const repository of await runs.repositories(MOST_REPOSITORIES)) {
    const [newest] = await runs.list({ pipeline: null, open: false, limit: 1, repository });
    const found = newest?.hosted?.repository;
    if (found === undefined) continue;
    const name = `${found.owner}/${found.name}`;
    if (name.toLowerCase() === named.toLowerCase()) return found;
    known.push(name);
  }
  throw new UsageError(
    `This server has no runs of ${named}.`,
    `It knows ${known.slice(0, 20).join(', ') || 'no repository'}.`,
  );
}
