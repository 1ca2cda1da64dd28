import { userInfo } from 'node:os';
import { askGit } from '../../local/ask-git.ts';

/** Who sits at this machine: as git knows them, else as the system does. */
export async function actorOf(root: string): Promise<string> {
  return (await askGit(root, 'config', 'user.name')) ?? userInfo().username;
}
