import { createPublicKey, verify } from 'node:crypto';
import type { App, Auth } from '../../state/accounts.ts';
import type { World } from '../../state/world.ts';
import { ApiError } from '../api-error.ts';

/** Who asks, by the `authorization` header. Throws 401 as GitHub words it, since clients read the words. */
export function authenticate(world: World, header: string | null): Auth {
  if (header === null) return { kind: 'anonymous' };
  const [scheme = '', credential = ''] = header.split(' ');
  const client = scheme.toLowerCase() === 'basic' ? clientOf(world, credential) : null;
  if (client !== null) return { kind: 'client', app: client };
  const value = scheme.toLowerCase() === 'basic' ? passwordOf(credential) : credential;
  if (/^gh[a-z]_/.test(value)) return ofToken(world, value);
  if (value.split('.').length === 3) return { kind: 'app', app: ofJwt(world, value) };
  throw badCredentials();
}

function clientOf(world: World, basic: string): App | null {
  const [id, secret] = Buffer.from(basic, 'base64').toString().split(':');
  const apps = [...world.apps.values()];
  return apps.find((app) => app.clientId === id && app.clientSecret === secret) ?? null;
}

function badCredentials(): ApiError {
  return new ApiError(401, 'Bad credentials');
}

function passwordOf(basic: string): string {
  const text = Buffer.from(basic, 'base64').toString();
  const password = text.slice(text.indexOf(':') + 1);
  // `https://TOKEN@github.com/…` sends the token as the user.
  return password === '' || password === 'x-oauth-basic' ? (text.split(':')[0] ?? '') : password;
}

function ofToken(world: World, value: string): Auth {
  const token = world.tokens.get(value);
  if (token === undefined) throw badCredentials();
  if (token.expiresAt !== null && token.expiresAt <= world.clock.now()) throw badCredentials();
  const { auth } = token;
  // Uninstalling takes them back: https://docs.github.com/apps/using-github-apps/reviewing-and-modifying-installed-github-apps
  if (auth.kind === 'installation' && auth.installation !== null)
    if (!world.installations.has(auth.installation.id)) throw badCredentials();
  if (auth.kind === 'installation' && auth.installation?.suspendedAt != null)
    throw new ApiError(403, 'This installation has been suspended');
  return auth;
}

/** GitHub lets a JWT live at most 10 minutes, and forgives a clock that is a minute off. */
const JWT_SECONDS_AT_MOST = 600;
const SKEW_SECONDS = 60;

function ofJwt(world: World, jwt: string): App {
  const [head = '', body = '', signature = ''] = jwt.split('.');
  const header = decode(head);
  const claims = decode(body);
  const app = [...world.apps.values()].find(
    ({ id, clientId }) => String(claims['iss']) === String(id) || claims['iss'] === clientId,
  );
  if (app === undefined) throw new ApiError(404, 'Integration not found');
  const isSigned =
    header['alg'] === 'RS256' &&
    verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${body}`),
      createPublicKey(app.publicKey),
      Buffer.from(signature, 'base64url'),
    );
  if (!isSigned) throw new ApiError(401, 'A JSON web token could not be decoded');
  checkTimes(world.clock.now() / 1000, claims);
  return app;
}

function checkTimes(now: number, { iat, exp }: Readonly<Record<string, unknown>>): void {
  if (typeof exp !== 'number' || exp <= now)
    throw new ApiError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp > now + JWT_SECONDS_AT_MOST + SKEW_SECONDS)
    throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== 'number' || iat > now + SKEW_SECONDS)
    throw new ApiError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
}

function decode(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  } catch {
    throw new ApiError(401, 'A JSON web token could not be decoded');
  }
}
