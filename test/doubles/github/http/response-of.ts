import { createHash, randomUUID } from 'node:crypto';
import type { ApiServer, Asked } from './api-server.ts';
import type { Answer } from './handlers.ts';

/** The response for an answer: GitHub's headers, an ETag for what was read, 304 when the client has it already. */
export function responseOf(server: ApiServer, asked: Asked, answer: Answer): Response {
  const { world, limits } = server;
  const { request, auth, cost } = asked;
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  const headers = new Headers({
    // The client's clock may be wrong; octokit corrects itself by this header.
    date: new Date(world.clock.now()).toUTCString(),
    'x-github-request-id': randomUUID().toUpperCase(),
    'x-github-media-type': 'github.v3; format=json',
    ...answer.headers,
  });
  const etag = etagOf(request, answer, text);
  if (etag !== null) headers.set('etag', etag);
  const isKnown = etag !== null && matches(request.headers.get('if-none-match'), etag);
  if (isKnown) limits.giveBack(auth, cost);
  for (const [name, value] of Object.entries(limits.headers(auth, cost.resource)))
    headers.set(name, value);
  if (isKnown) return new Response(null, { status: 304, headers });
  if (text === '') return new Response(null, { status: answer.status, headers });
  headers.set('content-type', 'application/json; charset=utf-8');
  return new Response(text, { status: answer.status, headers });
}

function etagOf(request: Request, { status }: Answer, text: string): string | null {
  if (request.method !== 'GET' || status !== 200) return null;
  return `W/"${createHash('sha256').update(text).digest('hex')}"`;
}

function matches(header: string | null, etag: string): boolean {
  const strong = (tag: string) => tag.trim().replace(/^W\//, '');
  return header?.split(',').some((tag) => strong(tag) === strong(etag)) ?? false;
}
