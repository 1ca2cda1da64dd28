import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../usage-error.ts';
import { renewLogin } from './device-login.ts';
import { keepLogin, readLogin, type Env, type KeptLogin } from './login-file.ts';

/** So long before its end a token is renewed. */
const BEFORE_MS = 60_000;
/** Another command that renewed it has it, and is about to write it. */
const [LOOKS, LOOK_MS] = [20, 100];

/** The token of a sign-in, renewed where it is about to end. Throws a `UsageError` where that cannot be. */
export async function goodToken(env: Env, kept: KeptLogin): Promise<string> {
  const { server, renewal } = kept;
  if (renewal === null || isGood(kept)) return kept.token;
  const fresh = await renewLogin(kept, renewal.token);
  if (fresh !== null) {
    await keepLogin(env, { ...kept, ...fresh });
    return fresh.token;
  }
  // Each renews once, and commands may run at once.
  for (let look = 0; look < LOOKS; look += 1) {
    const now = await readLogin(env);
    if (now?.server === server && isGood(now)) return now.token;
    if (now?.token !== kept.token) break;
    await sleep(LOOK_MS);
  }
  throw new UsageError(`Your sign-in to ${server} has run out.`, `mlpipelines login ${server}`);
}

function isGood({ renewal }: KeptLogin): boolean {
  return renewal === null || renewal.expiresAt - BEFORE_MS > Date.now();
}
