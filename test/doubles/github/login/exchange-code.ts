import { createHash } from 'node:crypto';
import { issueUserToken } from '../acts/tokens.ts';
import type { World } from '../state/world.ts';
import { exchangeDeviceCode, refreshDeviceToken } from './device-flow.ts';
import { answerLogin as answer, parametersOf } from './parameters.ts';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const EIGHT_HOURS_S = 8 * 3600;

/** Changes the code of a sign-in, of a device or of a renewal into a user's token; errors answer 200, as GitHub's do. */
export async function exchangeCode(world: World, request: Request): Promise<Response> {
  const asked = await parametersOf(request);
  const grant = asked['grant_type'];
  if (grant === DEVICE_GRANT) return answer(request, exchangeDeviceCode(world, asked));
  if (grant === 'refresh_token') return answer(request, refreshDeviceToken(world, asked));
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
