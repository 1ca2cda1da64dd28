import { randomBytes } from 'node:crypto';
import { SeededApp, type AppSeed } from '../people/seeded-app.ts';
import type { Permissions } from '../state/accounts.ts';
import type { World } from '../state/world.ts';

type Manifest = {
  readonly name?: string;
  readonly url?: string;
  readonly redirect_url?: string;
  readonly callback_urls?: readonly string[];
  readonly setup_url?: string;
  readonly hook_attributes?: { readonly url?: string; readonly active?: boolean };
  readonly default_events?: readonly string[];
  readonly default_permissions?: Permissions;
};

/** Takes the form of the App manifest flow and sends the visitor back with a code, without asking them. */
export async function registerFromManifest(world: World, request: Request): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const manifest = JSON.parse(form.get('manifest') ?? '{}') as Manifest;
  if (manifest.url === undefined || manifest.redirect_url === undefined)
    return new Response('Error: the manifest needs url and redirect_url.', { status: 400 });
  const { record: app } = SeededApp.register(world, seedOf(manifest));
  const code = randomBytes(20).toString('hex');
  world.codes.set(code, { kind: 'manifest', app });
  const location = new URL(manifest.redirect_url);
  location.searchParams.set('code', code);
  const state = new URL(request.url).searchParams.get('state');
  if (state !== null) location.searchParams.set('state', state);
  return new Response(null, { status: 302, headers: { location: location.href } });
}

function seedOf(manifest: Manifest): AppSeed {
  const { name = 'app', hook_attributes: hook } = manifest;
  return {
    name,
    slug: name.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    permissions: manifest.default_permissions ?? {},
    events: manifest.default_events ?? [],
    callbackUrls: manifest.callback_urls ?? [],
    setupUrl: manifest.setup_url ?? null,
    ...(hook?.url !== undefined && { webhookUrl: hook.url }),
  };
}
