import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { userCache } from '../../local/user-cache.ts';

/**
 * Keeps what Node compiles of us, which makes the next start much shorter; so everything else is imported behind it. In
 * the user's own folder: what lies there is run, and in /tmp, Node's choice, somebody else may have made it before.
 * NODE_COMPILE_CACHE, which Node reads before, names another one.
 * https://nodejs.org/api/module.html#module-compile-cache
 */
export function keepCompiled(env: Readonly<Record<string, string | undefined>>): void {
  try {
    enableCompileCache(join(userCache(env), 'compiled'));
  } catch {
    // A user without a home: the start takes longer.
  }
}
