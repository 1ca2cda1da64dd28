import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { digestOf } from '../../../app/domain/digest.ts';
import { encodeManifest } from '../../../content/manifest/manifest.ts';
import type { ContentsAnswer, ModelAnswer } from '../../../schemas/people-answer.generated.ts';
import { freshFolder } from '../../support/fresh-folder.ts';
import { listenOnLoopback } from '../../support/listen-on-loopback.ts';
import { runCli, type Told } from '../../support/run-cli.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that keeps churn@1, a folder with the file `w.bin`, unless a test says what it answers in place of that. */
export type LyingServer = {
  readonly url: string;
  /** By the path without its query. */
  readonly lies: Map<string, Answer>;
  readonly asked: { readonly path: string; readonly token: string | undefined }[];
  readonly manifest: Buffer;
  readonly contents: () => ContentsAnswer;
  /** Where the command line is. */
  readonly cwd: string;
  readonly cli: (...argv: readonly string[]) => Promise<Told>;
};

export const WEIGHTS = Buffer.from('weights');
export const CONTENTS = '/api/people/repos/acme/churn/models/churn/1/contents';
export const MODEL = '/api/people/repos/acme/churn/models/churn';
export const blobPath = (bytes: Uint8Array) => `/api/blobs/${digestOf(bytes)}`;

export async function openLyingServer(manifest = honestManifest()): Promise<LyingServer> {
  const lies = new Map<string, Answer>();
  const asked: LyingServer['asked'] = [];
  const cwd = freshFolder();
  const url = await listening((request, response) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://server');
    asked.push({ path: `${pathname}${search}`, token: request.headers.authorization });
    const answer = lies.get(pathname) ?? honest.get(pathname);
    if (answer === undefined) response.writeHead(404).end('{}');
    else answer(response, request);
  });
  const contents = (): ContentsAnswer => ({
    format: 1,
    type: 'contents',
    artifact: artifactOf(manifest),
    manifest: `${url}${blobPath(manifest)}`,
    files: [{ digest: digestOf(WEIGHTS), size: WEIGHTS.length, url: `${url}${blobPath(WEIGHTS)}` }],
    next: null,
  });
  const honest = new Map<string, Answer>([
    [MODEL, says(modelOf(manifest))],
    [CONTENTS, says(contents())],
    [blobPath(manifest), (response) => response.end(manifest)],
    [blobPath(WEIGHTS), (response) => response.end(WEIGHTS)],
  ]);
  const env = { MLPIPELINES_SERVER: url, MLPIPELINES_TOKEN: 'ghp_secret', XDG_CONFIG_HOME: cwd };
  const cli = (...argv: readonly string[]) =>
    runCli({ cwd, env, columns: 100 }, ...argv, '--server', '--repository', 'acme/churn');
  return { url, lies, asked, manifest, contents, cwd, cli };
}

export function says(body: unknown, status = 200): Answer {
  return (response) => response.writeHead(status).end(JSON.stringify(body));
}

/** Somewhere else on this machine. */
export async function listening(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  const server = createServer(answer);
  const url = await listenOnLoopback(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return url;
}

export function fileEntry(path: string, bytes: Uint8Array) {
  const size = bytes.length;
  return { path, type: 'file', mode: 0o644, size, digest: digestOf(bytes) } as const;
}

function honestManifest(): Buffer {
  const entries = [fileEntry('w.bin', WEIGHTS)];
  return Buffer.from(encodeManifest({ format: 1, single: false, entries }));
}

function artifactOf(manifest: Uint8Array) {
  const [digest, size] = [digestOf(manifest), WEIGHTS.length];
  return { digest, type: 'model', path: 'model', size, files: 1 } as const;
}

function modelOf(manifest: Uint8Array): ModelAnswer {
  const version = {
    model: 'churn',
    version: 1,
    artifact: artifactOf(manifest),
    run: 'r1',
    key: 'register',
    metrics: { auc: 0.9 },
    metricsStep: 'train',
    createdAt: 5,
  };
  const facts = { model: 'churn', marks: [], aliases: [], history: [], deployed: [] };
  const told = { ...facts, versions: [version] };
  return { format: 1, type: 'model', facts: told, numbers: {}, older: 0 };
}
