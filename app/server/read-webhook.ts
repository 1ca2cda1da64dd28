import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Buffer } from 'node:buffer';
import type { ByteBudget } from '../wire/byte-budget.ts';
import { gatherBody } from '../wire/gather-body.ts';

/** GitHub's webhooks have at most 25 MB: https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap */
const LARGEST = 26 * 1024 * 1024;

export type ReadWebhook =
  /** It is GitHub's, and lies in memory until it is released. */
  | { readonly type: 'signed'; readonly body: string; readonly release: () => void }
  | { readonly type: 'refused'; readonly status: RefusedStatus };
type RefusedStatus = 400 | 401 | 405 | 413 | 415 | 503;

export type WebhookDoor = {
  readonly secret: string;
  readonly budget: ByteBudget;
  /** On whose account its bytes are held. */
  readonly sender: string;
};

/**
 * Reads a webhook of which nobody has proved yet that it is GitHub's: what does not even look like one is not read, and
 * nothing is made of bytes before their signature holds. 503: there is no room, and GitHub is asked for it again
 * (redeliver-failed.ts). Throws when its sender hangs up.
 */
export async function readWebhook(
  request: IncomingMessage,
  { secret, budget, sender }: WebhookDoor,
): Promise<ReadWebhook> {
  const status = whyNot(request);
  if (status !== null) return { type: 'refused', status };
  // The connection stays open for the answer.
  const chunks = request.iterator({ destroyOnReturn: false });
  const body = await gatherBody(chunks, { most: LARGEST, budget, sender });
  if (body.type === 'too-large') return { type: 'refused', status: 413 };
  if (body.type === 'crowded') return { type: 'refused', status: 503 };
  const { bytes, release } = body;
  if (isSigned(bytes, textOf(request.headers, 'x-hub-signature-256'), secret)) {
    const { buffer, byteOffset, byteLength } = bytes;
    return {
      type: 'signed',
      body: Buffer.from(buffer, byteOffset, byteLength).toString('utf8'),
      release,
    };
  }
  release();
  return { type: 'refused', status: 401 };
}

/** What all of GitHub's webhooks have: https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers */
const LOOKS: Readonly<Record<string, RegExp>> = {
  'x-hub-signature-256': /^sha256=[0-9a-f]{64}$/,
  'x-github-delivery': /^[\w-]{1,100}$/,
  'x-github-event': /^\w{1,100}$/,
};

/** Null: it looks like a webhook of GitHub. */
function whyNot({ method, headers }: IncomingMessage): RefusedStatus | null {
  if (method !== 'POST') return 405;
  if (Object.entries(LOOKS).some(([name, look]) => !look.test(textOf(headers, name)))) return 400;
  if (!/^application\/json\b/.test(textOf(headers, 'content-type'))) return 415;
  return Number(headers['content-length'] ?? 0) > LARGEST ? 413 : null;
}

function textOf(headers: IncomingHttpHeaders, name: string): string {
  return headers[name]?.toString() ?? '';
}

function isSigned(bytes: Uint8Array, signature: string, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(bytes).digest();
  const given = Buffer.from(signature.slice('sha256='.length), 'hex');
  return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
}
