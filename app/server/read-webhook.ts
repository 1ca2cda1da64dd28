import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

/** GitHub's webhooks have at most 25 MB: https://docs.github.com/webhooks/webhook-events-and-payloads#payload-cap */
const LARGEST = 26 * 1024 * 1024;

/**
 * The body of a webhook; null: it is longer than any of GitHub's, and the rest of it stays unread. Bytes are counted as
 * they come, since a request need not say how long it is, and nobody has proved yet who sent it.
 */
export async function readWebhook(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  // The connection stays open for the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Uint8Array)) return null;
    length += chunk.byteLength;
    if (length > LARGEST) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
