import { randomBytes } from 'node:crypto';
import { issueUserToken } from '../acts/tokens.ts';
import type { Account, App } from '../state/accounts.ts';
import type { DeviceCode, World } from '../state/world.ts';
import { answerLogin, parametersOf } from './parameters.ts';

const EXPIRES_IN_S = 900;
const INTERVAL_S = 5;
const SLOWER_MS = 5000;
/** https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens */
const EIGHT_HOURS_S = 8 * 3600;
const SIX_MONTHS_S = 15_897_600;

/** `POST /login/device/code`: gives a device what it asks with, and what a person types. */
export async function giveDeviceCode(world: World, request: Request): Promise<Response> {
  const asked = await parametersOf(request);
  const app = [...world.apps.values()].find(({ clientId }) => clientId === asked['client_id']);
  if (app === undefined) return new Response('Not Found', { status: 404 });
  if (!app.deviceFlow) return answerLogin(request, { error: 'device_flow_disabled' });
  const deviceCode = randomBytes(20).toString('hex');
  const letters = randomBytes(4).toString('hex').toUpperCase();
  const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  world.codes.set(deviceCode, {
    kind: 'device',
    app,
    userCode,
    expiresAt: world.clock.now() + EXPIRES_IN_S * 1000,
    intervalMs: INTERVAL_S * 1000,
    askedAt: null,
    answer: null,
  });
  return answerLogin(request, {
    device_code: deviceCode,
    user_code: userCode,
    verification_uri: `${world.urls.server}/login/device`,
    expires_in: EXPIRES_IN_S,
    interval: INTERVAL_S,
  });
}

type Fields = Readonly<Record<string, string | number>>;

/** What a device is told that asks whether somebody typed its code. */
export function exchangeDeviceCode(world: World, asked: Fields): Fields {
  const id = String(asked['device_code'] ?? '');
  const code = world.codes.get(id);
  if (code?.kind !== 'device') return { error: 'incorrect_device_code' };
  if (code.app.clientId !== asked['client_id']) return { error: 'incorrect_client_credentials' };
  const now = world.clock.now();
  if (code.expiresAt <= now) return { error: 'expired_token' };
  if (code.answer === 'denied') return { error: 'access_denied' };
  const isEarly = code.askedAt !== null && now - code.askedAt < code.intervalMs;
  code.askedAt = now;
  if (isEarly) return slowDown(code);
  if (code.answer === null) return { error: 'authorization_pending' };
  world.codes.delete(id);
  return tokens(world, code.answer, code.app);
}

/** Of a device's tokens no secret is asked; each renews once, and ends the one before. */
export function refreshDeviceToken(world: World, asked: Fields): Fields {
  const id = String(asked['refresh_token'] ?? '');
  const code = world.codes.get(id);
  if (code?.kind !== 'refresh' || code.app.clientId !== asked['client_id']) {
    return { error: 'bad_refresh_token' };
  }
  world.codes.delete(id);
  world.tokens.delete(code.token);
  return tokens(world, code.account, code.app);
}

function slowDown(code: DeviceCode): Fields {
  code.intervalMs += SLOWER_MS;
  return { error: 'slow_down', interval: code.intervalMs / 1000 };
}

function tokens(world: World, account: Account, app: App): Fields {
  const { value: token } = issueUserToken(world, account, app);
  const refresh = `ghr_${randomBytes(38).toString('hex')}`;
  world.codes.set(refresh, { kind: 'refresh', account, app, token });
  return {
    access_token: token,
    expires_in: EIGHT_HOURS_S,
    refresh_token: refresh,
    refresh_token_expires_in: SIX_MONTHS_S,
    scope: '',
    token_type: 'bearer',
  };
}
