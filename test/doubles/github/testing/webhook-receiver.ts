import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';

export type Received = {
  readonly event: string;
  readonly action: string | null;
  readonly guid: string;
  readonly headers: Headers;
  readonly body: string;
  readonly payload: Readonly<Record<string, unknown>>;
};

export type Receiver = {
  readonly url: string;
  /** Everything that came, in order. */
  readonly received: readonly Received[];
  /** `push`, `check_run.created` … in order. */
  names(): string[];
  /** What answers from now on; 200 until told otherwise. */
  answer(status: number): void;
  close(): Promise<void>;
};

/** Listens where an App would, and keeps what GitHub sends. */
export function openReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let status = 200;
  const fetch = async (request: Request) => {
    const body = await request.text();
    const payload = JSON.parse(body) as Record<string, unknown>;
    const { headers } = request;
    const action = payload['action'];
    received.push({
      event: headers.get('x-github-event') ?? '',
      action: typeof action === 'string' ? action : null,
      guid: headers.get('x-github-delivery') ?? '',
      headers,
      body,
      payload,
    });
    return new Response('noted', { status });
  };
  return new Promise((resolve) => {
    const server = serve({ fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) =>
      resolve({
        url: `http://127.0.0.1:${port}/`,
        received,
        names: () => received.map(({ event, action }) => [event, action].filter(Boolean).join('.')),
        answer(next) {
          status = next;
        },
        close: () => new Promise((closed) => void server.close(() => closed())),
      }),
    );
  });
}
