import { found } from '../http/api-error.ts';
import { accepted, ok, type Call, type Handlers } from '../http/handlers.ts';
import type { Attempt } from '../hooks/delivery.ts';
import { headersOf } from '../hooks/send-delivery.ts';
import { iso, type View } from '../views/scalars.ts';
import { appOf } from './apps.ts';

/** GitHub keeps deliveries for three days. */
const KEPT_MS = 3 * 24 * 3_600_000;

export const deliveriesHandlers = {
  'apps/list-webhook-deliveries': (call) => {
    const { query } = call;
    const perPage = Number(query['per_page'] ?? 30);
    const wanted = attemptsOf(call)
      .filter(({ id }) => query['cursor'] === undefined || id < cursorOf(query['cursor']))
      .filter(
        (each) =>
          query['status'] === undefined || isSuccess(each) === (query['status'] === 'success'),
      );
    const shown = wanted.slice(0, perPage);
    const last = shown.at(-1);
    const next = new URL(`${call.world.urls.api}/app/hook/deliveries`);
    for (const [name, value] of Object.entries(query)) next.searchParams.set(name, value);
    if (last !== undefined) next.searchParams.set('cursor', `v1_${last.id}`);
    return {
      ...ok(shown.map((each) => itemView(each))),
      ...(wanted.length > shown.length && { headers: { link: `<${next.href}>; rel="next"` } }),
    };
  },

  'apps/get-webhook-delivery': (call) => {
    const attempt = named(call);
    return ok({
      ...itemView(attempt),
      url: attempt.delivery.app.webhookUrl ?? '',
      request: {
        headers: headersOf(attempt.delivery),
        payload: JSON.parse(attempt.delivery.payload) as View,
      },
      response: { headers: {}, payload: attempt.response },
    });
  },

  'apps/redeliver-webhook-delivery': (call) => {
    call.world.deliveries.redeliver(named(call));
    return accepted();
  },

  'apps/get-webhook-config-for-app': ({ auth }) => ok(configView(auth)),

  'apps/update-webhook-config-for-app': ({ auth, body }) => {
    const app = appOf(auth);
    app.webhookUrl = body.url ?? app.webhookUrl;
    app.webhookSecret = body.secret ?? app.webhookSecret;
    return ok(configView(auth));
  },
} satisfies Handlers;

function configView(auth: Call['auth']): View {
  const url = appOf(auth).webhookUrl ?? '';
  return { content_type: 'json', insecure_ssl: '0', secret: '********', url };
}

/** Newest first. */
function attemptsOf({ world, auth }: Pick<Call, 'world' | 'auth'>): Attempt[] {
  const app = appOf(auth);
  const oldest = world.clock.now() - KEPT_MS;
  return [...world.deliveries.attempts()]
    .filter(
      ({ delivery, at, status }) => delivery.app === app && at >= oldest && status !== 'pending',
    )
    .reverse();
}

function named(call: Pick<Call, 'world' | 'auth' | 'path'>): Attempt {
  return found(attemptsOf(call).find(({ id }) => String(id) === call.path['delivery_id']));
}

function cursorOf(text: string): number {
  return Number(text.replace('v1_', ''));
}

function isSuccess({ statusCode }: Attempt): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function itemView({ id, delivery, ...attempt }: Attempt): View {
  return {
    id,
    guid: delivery.guid,
    delivered_at: iso(attempt.at),
    redelivery: attempt.redelivery,
    duration: Math.round(attempt.durationMs) / 1000,
    status: attempt.status,
    status_code: attempt.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}
