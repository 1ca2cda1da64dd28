import { join } from 'node:path';
import { userCache } from './user-cache.ts';

/** Where Python environments of this user lie: all clones share them, since one is named by all that it is made of. */
export function environmentsFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(userCache(env), 'environments');
}
