import { spawn } from 'node:child_process';
import { dirname, basename } from 'node:path';
import { GIT_ENVIRONMENT } from './run-git.ts';

export type GitRequest = {
  readonly gitDir: string;
  /** What follows the repository in the address: `/info/refs`, `/git-upload-pack`, `/git-receive-pack`. */
  readonly path: string;
  readonly method: string;
  readonly query: string;
  readonly headers: Headers;
  readonly body: Buffer;
  readonly user: string;
};

/** Answers git's smart HTTP protocol by git's own `http-backend`, run as a CGI program. */
export async function serveGit(request: GitRequest): Promise<Response> {
  const child = spawn('git', ['http-backend'], {
    env: {
      ...GIT_ENVIRONMENT,
      GIT_PROJECT_ROOT: dirname(request.gitDir),
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: request.headers.get('git-protocol') ?? '',
      PATH_INFO: `/${basename(request.gitDir)}${request.path}`,
      REQUEST_METHOD: request.method,
      QUERY_STRING: request.query,
      CONTENT_TYPE: request.headers.get('content-type') ?? '',
      CONTENT_LENGTH: String(request.body.length),
      HTTP_CONTENT_ENCODING: request.headers.get('content-encoding') ?? '',
      REMOTE_USER: request.user,
      REMOTE_ADDR: '127.0.0.1',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(request.body);
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return responseOf(Buffer.concat(chunks));
}

function responseOf(output: Buffer): Response {
  const end = output.indexOf('\r\n\r\n');
  const headers = new Headers();
  let status = 200;
  for (const line of output.subarray(0, Math.max(end, 0)).toString().split('\r\n')) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else if (colon > 0) headers.set(name, value);
  }
  return new Response(new Uint8Array(output.subarray(end + 4)), { status, headers });
}
