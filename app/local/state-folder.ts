import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makePrivate } from '../../content/make-private.ts';
import { explainStorageError } from '../../content/storage-error.ts';
import { requireOwnState } from './require-own-state.ts';

/** Where everything that runs leave behind lies: `.mlpipelines/.state` of a repository. */
export type StateFolder = {
  readonly root: string;
  readonly folder: string;
  /** The SQLite file. */
  readonly store: string;
  readonly objects: string;
  /** Copies of examples that are being compared. */
  readonly comparing: string;
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
    comparing: join(folder, 'comparing'),
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
  try {
    makePlaces(state);
  } catch (error) {
    throw explainStorageError(error, 'keep the state of runs');
  }
}

// Nothing is written where all is there: what only looks works on a disk that is full or read-only.
function makePlaces(state: StateFolder): void {
  // The mode is for this folder alone; the one around it is the user's.
  makePrivate(state.folder);
  const ignore = join(state.folder, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  for (const place of [state.objects, state.logs, state.work]) {
    if (!existsSync(place)) mkdirSync(place, { recursive: true });
  }
}
