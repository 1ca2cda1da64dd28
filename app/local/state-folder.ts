import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireOwnState } from './require-own-state.ts';

/** Where everything that runs leave behind lies: `.mlpipelines/.state` of a repository. */
export type StateFolder = {
  readonly root: string;
  readonly folder: string;
  /** The SQLite file. */
  readonly store: string;
  readonly objects: string;
  /** Logs: `<run number>.<run attempt>/<step>/<attempt>.log`. */
  readonly logs: string;
  /** Workspaces of live attempts: `<run id>/…`, removed with them. */
  readonly work: string;
};

/** Names the places; makes nothing. */
export function stateFolderOf(root: string): StateFolder {
  const folder = join(root, '.mlpipelines', '.state');
  return {
    root,
    folder,
    store: join(folder, 'store.sqlite'),
    objects: join(folder, 'objects'),
    logs: join(folder, 'runs'),
    work: join(folder, 'work'),
  };
}

/**
 * Makes the folder where it is not there yet: for its owner only, ignored by git through a file of its own, so that no
 * user has to remember either. Throws `ForeignFolder` when what is there was not made here.
 */
export async function openStateFolder(state: StateFolder): Promise<void> {
  await requireOwnState(state.folder);
  // The mode is for this folder alone; the one around it is the user's.
  mkdirSync(state.folder, { recursive: true });
  chmodSync(state.folder, 0o700);
  const ignore = join(state.folder, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  for (const place of [state.objects, state.logs, state.work]) {
    mkdirSync(place, { recursive: true });
  }
}
