import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Octokit } from '@octokit/rest';
import { Hono, type Context } from 'hono';
import { html } from 'hono/html';
import type { AppCredentials, ServerConfig } from '../server-config.ts';
import { appManifest } from './app-manifest.ts';
import { setupPage } from './setup-page.ts';

export type SetupParts = {
  readonly config: Pick<ServerConfig, 'url' | 'github'>;
  /** Whoever opens the pages must know it: the first to come registers the App that this server will be. */
  readonly secret: string;
  /** Takes the new App into service; throws when that fails. */
  readonly registered: (credentials: AppCredentials) => Promise<void>;
};

/** A word for the one who started the server, who alone reads its output. */
export function setupSecret(): string {
  return randomBytes(16).toString('hex');
}

/** Leads through the registration of a GitHub App; what GitHub gives for it is handed to `registered`. */
export function setupPages(parts: SetupParts): Hono {
  const pages = new Hono();
  pages.get('/', (context) => context.text(NOT_YET, 503));
  pages.get('/setup', (context) => showForm(parts, context));
  pages.get('/setup/registered', (context) => register(parts, context));
  return pages;
}

const NOT_YET = 'This server is not set up yet. The link to do so is in its output.\n';
const ORGANISATION = /^[A-Za-z0-9-]{1,39}$/;

function showForm({ config, secret }: SetupParts, context: Context) {
  if (!isSame(context.req.query('secret') ?? '', secret)) return context.text(NOT_YET, 403);
  const asked = context.req.query('organisation') ?? '';
  const organisation = ORGANISATION.test(asked) ? asked : null;
  const owner = organisation === null ? '' : `/organizations/${organisation}`;
  return context.html(
    setupPage({
      // GitHub sends the state back: nobody else's App can be put in this one's place.
      action: `${config.github.web}${owner}/settings/apps/new?state=${secret}`,
      manifest: appManifest(config.url),
      url: config.url,
      organisation,
      secret,
    }),
  );
}

async function register({ config, secret, registered }: SetupParts, context: Context) {
  if (!isSame(context.req.query('state') ?? '', secret)) return context.text(NOT_YET, 403);
  const code = context.req.query('code') ?? '';
  const octokit = new Octokit({ baseUrl: config.github.api, userAgent: 'mlpipelines' });
  try {
    const { data } = await octokit.rest.apps.createFromManifest({ code });
    const { id: appId, pem: privateKey, webhook_secret: webhookSecret, html_url: page } = data;
    const { client_id: clientId, client_secret: clientSecret } = data;
    if (webhookSecret === null) throw new Error('GitHub gave the App no webhook secret');
    await registered({ appId, privateKey, webhookSecret, clientId, clientSecret });
    return context.redirect(`${page}/installations/new`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const again = `/setup?secret=${secret}`;
    return context.html(
      html`<!doctype html>
        <title>Not registered</title>
        <p>The App could not be taken into service: ${why}</p>
        <p><a href="${again}">Try again</a></p>`,
      502,
    );
  }
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
