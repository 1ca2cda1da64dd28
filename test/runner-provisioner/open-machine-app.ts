import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { listenOnLoopback } from '../support/listen-on-loopback.ts';

export type Said = {
  readonly machine: string;
  readonly to: string;
  readonly token: string;
  readonly form: Readonly<Record<string, string>>;
};

/** What machines say to an app, and what it answers: the protocol on HTTP, with a test in place of the decisions. */
export type MachineApp = {
  readonly url: string;
  readonly heard: Said[];
  /** Lines that polls are answered with from now on. */
  answer: readonly string[];
  isAway: boolean;
  events(type: string): string[];
};

export async function openMachineApp(): Promise<MachineApp> {
  const app: MachineApp = {
    url: '',
    heard: [],
    answer: ['wait 1'],
    isAway: false,
    events: (type) =>
      app.heard.filter(({ form }) => form['type'] === type).map(({ form }) => form['text'] ?? ''),
  };
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const said = await read(request);
      if (app.isAway || said === null) return void response.writeHead(503).end();
      app.heard.push(said);
      if (said.to === 'event') return void response.writeHead(204).end();
      response.end(said.to === 'hello' ? 'ok\n' : `${app.answer.join('\n')}\n`);
    };
    void answer();
  });
  const url = await listenOnLoopback(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return Object.assign(app, { url });
}

async function read(request: IncomingMessage): Promise<Said | null> {
  const [, machine, to] =
    /^\/api\/machines\/([^/]+)\/(hello|poll|event)$/.exec(request.url ?? '') ?? [];
  const body = await text(request);
  if (machine === undefined || to === undefined || request.method !== 'POST') return null;
  const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
  return { machine, to, token, form: Object.fromEntries(new URLSearchParams(body)) };
}
