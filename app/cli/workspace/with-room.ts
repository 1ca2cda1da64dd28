import { keepReserve, spendReserve } from '../../local/disk-reserve.ts';
import { findRoot } from '../../local/find-root.ts';
import { stateFolderOf } from '../../local/state-folder.ts';
import { storeProblemOf } from '../../runtime/ports/store.ts';
import type { Shell } from '../command.ts';

/** Does what frees room, on a disk that is full too: then with the room that was kept for that day. */
export async function withRoom<T>(shell: Pick<Shell, 'cwd'>, work: () => Promise<T>): Promise<T> {
  const { folder } = stateFolderOf(findRoot(shell.cwd));
  try {
    return await work();
  } catch (error) {
    const kind = storeProblemOf(error)?.kind;
    // Under a quota no disk looks full.
    const wantsRoom = kind === 'disk-full' || kind === 'disk-error';
    if (!wantsRoom || !spendReserve(folder)) throw error;
    const done = await work();
    keepReserve(folder);
    return done;
  }
}
