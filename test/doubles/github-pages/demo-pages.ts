import { Hono, type Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { csrf } from 'hono/csrf';
import type { GitHub } from '../github/open-github.ts';
import { accountOf } from '../github/state/world.ts';
import { addGuideRoutes } from './routes/guide-routes.ts';
import { addRepositoryRoutes } from './routes/repository-routes.ts';
import { staticFiles } from './routes/static-files.ts';
import type { Guide } from './guide.ts';
import { liveEvents } from './live-events.ts';
import { refusal } from './parts/page.ts';
import { Fields } from './fields.ts';
import { localPath } from './addresses.ts';
import { Refused, type DemoPerson, type Visit } from './visit.ts';

export type DemoPagesOptions = {
  /** The stand-in whose pages these are; asked at every request, since it is opened with them. */
  readonly github: () => GitHub;
  /** Whom a visitor may be; the first until they pick another. All must have signed up. */
  readonly people: readonly [DemoPerson, ...DemoPerson[]];
  readonly guide: Guide;
};

/** The web pages of the GitHub stand-in, for its option `pages`: repositories, pull requests, checks, runs. */
export function demoPages(options: DemoPagesOptions): (request: Request) => Promise<Response> {
  const app = new Hono();
  const visit = (context: Context) => visitOf(options, context);
  app.use(refuseStrangers(options));
  // A page elsewhere in the browser must not commit here: what is committed is run.
  app.use(csrf());
  app.use(async (context, next) => {
    await next();
    context.res.headers.set('content-security-policy', POLICY);
  });
  app.route('/', staticFiles());
  app.get('/-/events', ({ req }) => liveEvents(options.github(), req.raw.signal));
  app.post('/-/person', async (context) => {
    const fields = await fieldsOf(context);
    setCookie(context, COOKIE, fields.get('login'), { httpOnly: true, sameSite: 'Lax', path: '/' });
    return context.redirect(localPath(fields.get('back')), 303);
  });
  addGuideRoutes(app, { visit, fields: fieldsOf });
  addRepositoryRoutes(app, { visit, fields: fieldsOf });
  app.notFound((context) => refusal(visit(context), 'There is no such page here.', 404));
  app.onError((error, context) => {
    if (error instanceof Refused) return refusal(visit(context), error.message);
    if ('getResponse' in error) return (error as { getResponse(): Response }).getResponse();
    return refusal(visit(context), error.message, 500);
  });
  return async (request) => app.fetch(request);
}

const COOKIE = 'person';
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' http://127.0.0.1:* http://localhost:*; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Only by its own name: a page elsewhere could point a name of its own at this machine. */
function refuseStrangers({ github }: DemoPagesOptions) {
  return async (context: Context, next: () => Promise<void>) => {
    const { port } = new URL(github().url);
    const { host } = new URL(context.req.url);
    if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`)
      return new Response('This is no name of the GitHub stand-in.', { status: 403 });
    await next();
    return undefined;
  };
}

function visitOf({ github, people, guide }: DemoPagesOptions, context: Context): Visit {
  const asked = getCookie(context, COOKIE);
  const person = people.find(({ login }) => login === asked) ?? people[0];
  const me = accountOf(github().world, person.login);
  if (me === undefined) throw new Error(`Nobody is called ${person.login} here.`);
  return { github: github(), me, people, guide, url: new URL(context.req.url) };
}

async function fieldsOf(context: Context): Promise<Fields> {
  return new Fields(new URLSearchParams(await context.req.text()));
}
