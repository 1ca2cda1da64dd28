import { randomBytes } from 'node:crypto';
import { html } from 'hono/html';
import { found } from '../http/api-error.ts';
import { accountOf, type World } from '../state/world.ts';

/**
 * GitHub's "Authorize App": lets the visitor choose who they are, since nobody is signed in here, and sends them back
 * with a code. With `login` in the address, GitHub's own hint, it goes on at once.
 */
export async function authorizePage(world: World, request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const app = found(
    [...world.apps.values()].find(({ clientId }) => clientId === searchParams.get('client_id')),
  );
  const target = searchParams.get('redirect_uri') ?? app.callbackUrls[0] ?? '';
  if (app.callbackUrls.length > 0 && !app.callbackUrls.some((each) => target.startsWith(each)))
    return new Response('The redirect_uri is not associated with this application.', {
      status: 400,
    });
  const account = accountOf(world, searchParams.get('login') ?? '');
  if (account === undefined)
    return new Response(await chooser(world, request.url), {
      headers: { 'content-type': 'text/html; charset=utf-8' },
    });
  const code = randomBytes(10).toString('hex');
  const challenge = searchParams.get('code_challenge');
  world.codes.set(code, { kind: 'login', account, app, challenge });
  const location = new URL(target);
  location.searchParams.set('code', code);
  const state = searchParams.get('state');
  if (state !== null) location.searchParams.set('state', state);
  return new Response(null, { status: 302, headers: { location: location.href } });
}

async function chooser(world: World, address: string): Promise<string> {
  const people = [...world.accounts.values()].filter(({ type }) => type === 'User');
  const links = people.map(({ login }) => {
    const url = new URL(address);
    url.searchParams.set('login', login);
    return html`<li><a href="${url.pathname + url.search}">Continue as ${login}</a></li>`;
  });
  const page = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>Sign in to the GitHub stand-in</title>
        <link rel="icon" href="data:," />
      </head>
      <body>
        <main>
          <h1>Sign in to the GitHub stand-in</h1>
          <ul>
            ${links}
          </ul>
        </main>
      </body>
    </html>`;
  return page.toString();
}
