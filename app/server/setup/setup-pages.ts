import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { NONCE, secureHeaders } from 'hono/secure-headers';
import type { PageEnv } from '../../web/frame/document.ts';
import { answerIcon } from '../../web/frame/icon.ts';
import { messageBody } from '../../web/frame/message-page.ts';
import type { AppCredentials, ServerConfig } from '../server-config.ts';
import { answerSetup } from './answer-setup.ts';
import { appManifest } from './app-manifest.ts';
import { appNeeds } from './app-needs.ts';
import { setupPage } from './setup-page.ts';
import { openOctokit } from '../../github/client/open-octokit.ts';
import { messageOf } from '../../../text/message-of.ts';

export type SetupDeps = {
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
export function setupPages(deps: SetupDeps): Hono<PageEnv> {
  const pages = new Hono<PageEnv>();
  pages.use(headers);
  pages.get('/', (context) => notYet(context, 503));
  // It waits for a person, and would be no better for being started again.
  pages.get('/healthz', (context) => context.text('waits to be registered\n'));
  pages.get('/icon.svg', answerIcon);
  pages.get('/setup', (context) => showForm(deps, context));
  pages.get('/setup/registered', (context) => register(deps, context));
  return pages;
}

/** Nothing comes from elsewhere, no script runs, and the address, which holds the secret, is told to nobody. */
const headers = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    styleSrc: [NONCE],
    imgSrc: ["'self'"],
    baseUri: ["'none'"],
    frameAncestors: ["'none'"],
  },
  xFrameOptions: 'DENY',
  referrerPolicy: 'no-referrer',
  strictTransportSecurity: false,
});

function notYet(context: Context<PageEnv>, status: 403 | 503) {
  const title = 'This server is not set up yet';
  const text = 'Whoever started it finds the link that sets it up in its output.';
  return answerSetup(context, status, { title, body: messageBody({ title, text, link: null }) });
}

const ORGANISATION = /^[A-Za-z0-9-]{1,39}$/;

function showForm({ config, secret }: SetupDeps, context: Context<PageEnv>) {
  if (!isSame(context.req.query('secret') ?? '', secret)) return notYet(context, 403);
  const asked = context.req.query('organisation') ?? '';
  const organisation = ORGANISATION.test(asked) ? asked : null;
  const owner = organisation === null ? '' : `/organizations/${organisation}`;
  // GitHub sends the state back: nobody else's App can be put in this one's place.
  const action = `${config.github.web}${owner}/settings/apps/new?state=${secret}`;
  const { url } = config;
  const { permissions: needs } = appNeeds();
  const about = { action, manifest: appManifest(url), needs, url, organisation, secret };
  const body = setupPage(about);
  return answerSetup(context, 200, { title: 'Setup', body });
}

async function register({ config, secret, registered }: SetupDeps, context: Context<PageEnv>) {
  if (!isSame(context.req.query('state') ?? '', secret)) return notYet(context, 403);
  const code = context.req.query('code') ?? '';
  const octokit = openOctokit({ apiUrl: config.github.api });
  try {
    const { data } = await octokit.rest.apps.createFromManifest({ code });
    const { id: appId, pem: privateKey, webhook_secret: webhookSecret, html_url: page } = data;
    const { client_id: clientId, client_secret: clientSecret } = data;
    if (webhookSecret === null) throw new Error('GitHub gave the App no webhook secret');
    await registered({ appId, privateKey, webhookSecret, clientId, clientSecret });
    return context.redirect(`${page}/installations/new`);
  } catch (error) {
    return notRegistered(context, error, `/setup?secret=${secret}`);
  }
}

function notRegistered(context: Context<PageEnv>, error: unknown, again: string) {
  const title = 'The App is not registered';
  const why = messageOf(error);
  const text = `It could not be taken into service: ${why}. An App that GitHub already shows as yours can be deleted there.`;
  const link = { to: again, text: 'Try again' };
  return answerSetup(context, 502, { title, body: messageBody({ title, text, link }) });
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
