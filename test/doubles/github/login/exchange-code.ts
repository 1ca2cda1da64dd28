import { createHash } from 'node:crypto';
import { issueUserToken } from '../acts/tokens.ts';
import type { World } from '../state/world.ts';

const EIGHT_HOURS_S = 8 * 3600;

/** Changes the code of a sign-in into a user's token; errors answer 200, as GitHub's do. */
export async function exchangeCode(world: World, request: Request): Promise<Response> {
  const asked = await parametersOf(request);
  const app = [...world.apps.values()].find(
    ({ clientId, clientSecret }) =>
      clientId === asked['client_id'] && clientSecret === asked['client_secret'],
  );
  const code = world.codes.get(asked['code'] ?? '');
  if (app === undefined) return answer(request, { error: 'incorrect_client_credentials' });
  // Which error a wrong verifier gets is not documented; this one is for what "doesn't match what you received".
  const isTheirs =
    code?.kind === 'login' && code.app === app && fits(code.challenge, asked['code_verifier']);
  if (!isTheirs) return answer(request, { error: 'bad_verification_code' });
  world.codes.delete(asked['code'] ?? '');
  return answer(request, {
    access_token: issueUserToken(world, code.account, app).value,
    expires_in: String(EIGHT_HOURS_S),
    token_type: 'bearer',
    scope: '',
  });
}

function fits(challenge: string | null, verifier: string | undefined): boolean {
  if (challenge === null) return true;
  return (
    challenge ===
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url')
  );
}

async function parametersOf(request: Request): Promise<Readonly<Record<string, string>>> {
  const text = await request.text();
  if (request.headers.get('content-type')?.includes('json') === true)
    return JSON.parse(text) as Record<string, string>;
  const query = new URL(request.url).search.slice(1);
  return Object.fromEntries(new URLSearchParams(text === '' ? query : text));
}

function answer(request: Request, fields: Readonly<Record<string, string>>): Response {
  const wantsJson = request.headers.get('accept')?.includes('json') === true;
  return wantsJson ? Response.json(fields) : new Response(new URLSearchParams(fields).toString());
}
