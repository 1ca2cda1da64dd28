import { userInfo } from 'node:os';
import { git } from '../../local/git.ts';

/** Who sits at this machine: as git knows them, else as the system does. */
export async function actorOf(root: string): Promise<string> {
  return (await git(root, ['config', 'user.name'])) ?? userInfo().username;
}
