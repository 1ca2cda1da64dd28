import type { Instance } from '../state/instance.ts';
import type { Region } from '../state/world.ts';
import { listenLoopback } from '../listen-loopback.ts';
import { Sessions } from './sessions.ts';
import { metadataPaths, type Paths } from './metadata-paths.ts';

/**
 * The metadata service of one instance, twice: as the instance's own processes reach it, and as one reaches it from
 * behind a bridge, one hop further away.
 */
export async function openMetadata(
  region: Region,
  instance: Instance,
): Promise<{
  readonly urls: { readonly own: string; readonly bridged: string };
  close(): Promise<void>;
}> {
  const sessions = new Sessions(region.world.clock, region.world.dice);
  const open = (hops: number) =>
    listenLoopback((request) => serve(request, { region, instance, sessions, hops }));
  const [own, bridged] = [await open(1), await open(2)];
  return {
    urls: { own: own.url, bridged: bridged.url },
    async close() {
      await Promise.all([own.close(), bridged.close()]);
    },
  };
}

type Asked = {
  readonly region: Region;
  readonly instance: Instance;
  readonly sessions: Sessions;
  readonly hops: number;
};

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html */
function serve(request: Request, asked: Asked): Promise<Response> {
  const { pathname } = new URL(request.url);
  const { spec } = asked.instance;
  if (!spec.metadata.isOn) return refused(403);
  if (pathname === '/latest/api/token') return giveToken(request, asked);
  if (request.method !== 'GET') return refused(405);
  const token = request.headers.get('x-aws-ec2-metadata-token');
  const isAllowed = token === null ? !spec.metadata.needsToken : asked.sessions.knows(token);
  if (!isAllowed) return refused(401);
  const text = find(metadataPaths(asked.region, asked.instance), decodeURIComponent(pathname));
  return Promise.resolve(text === null ? notFound() : new Response(text, { headers: TEXT }));
}

const TEXT = { 'content-type': 'text/plain' };

function giveToken(request: Request, { instance, sessions, hops }: Asked): Promise<Response> {
  if (request.method !== 'PUT') return refused(405);
  // A request that came through a proxy gets no token.
  if (request.headers.has('x-forwarded-for')) return refused(403);
  // The answer's packets die on the way; whoever asked waits.
  if (hops > instance.spec.metadata.hopLimit) return new Promise(() => {});
  const seconds = Number(request.headers.get('x-aws-ec2-metadata-token-ttl-seconds') ?? 'none');
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 21_600) return refused(400);
  const headers = { ...TEXT, 'x-aws-ec2-metadata-token-ttl-seconds': String(seconds) };
  return Promise.resolve(new Response(sessions.open(seconds), { headers }));
}

/** A leaf's text, or the names in a folder, those of folders with a slash. */
function find(paths: Paths, pathname: string): string | null {
  const path = pathname.replace(/^\/latest\//, '').replace(/\/$/, '');
  const leaf = paths.get(path);
  if (leaf !== undefined) return typeof leaf === 'string' ? leaf : leaf();
  const below = [...paths.keys()].filter((name) => name.startsWith(`${path}/`));
  const names = below.map((name) => name.slice(path.length + 1).replace(/\/.*/, '/'));
  return names.length === 0 ? null : [...new Set(names)].join('\n');
}

function refused(status: number): Promise<Response> {
  return Promise.resolve(new Response(null, { status }));
}

function notFound(): Response {
  return new Response('<?xml version="1.0"?><html><body><h1>404 - Not Found</h1></body></html>', {
    status: 404,
    headers: { 'content-type': 'text/html' },
  });
}
