import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * What is kept for this user and can be made again, of all clones together.
 * https://specifications.freedesktop.org/basedir-spec/latest/: a cache that is not absolute is to be ignored.
 */
export function userCache(env: Readonly<Record<string, string | undefined>>): string {
  const named = env['XDG_CACHE_HOME'] ?? '';
  const cache = isAbsolute(named) ? named : join(homedir(), '.cache');
  return join(cache, 'mlpipelines');
}
