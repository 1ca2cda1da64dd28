import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where Python environments of this user lie: all clones share them, since one is named by all that it is made of.
 * https://specifications.freedesktop.org/basedir-spec/latest/: a cache that is not absolute is to be ignored.
 */
export function environmentsFolder(env: Readonly<Record<string, string | undefined>>): string {
  const named = env['XDG_CACHE_HOME'] ?? '';
  const cache = isAbsolute(named) ? named : join(homedir(), '.cache');
  return join(cache, 'mlpipelines', 'environments');
}
