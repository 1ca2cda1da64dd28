import { createHmac } from 'node:crypto';
import type { Attempt, Delivery } from './delivery.ts';

/** GitHub gives a receiver 10 seconds. */
const PATIENCE_MS = 10_000;

/** Posts the payload signed with the App's secret, and notes the answer in the attempt; never rejects. */
export async function sendDelivery(attempt: Attempt, signal: AbortSignal): Promise<void> {
  const { app, payload } = attempt.delivery;
  const started = performance.now();
  try {
    const response = await fetch(app.webhookUrl ?? '', {
      method: 'POST',
      headers: headersOf(attempt.delivery),
      body: payload,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    attempt.response = await response.text();
    attempt.statusCode = response.status;
    attempt.status = response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`;
  } catch (error) {
    attempt.statusCode = error instanceof Error && error.name === 'TimeoutError' ? 504 : 502;
    attempt.status = attempt.statusCode === 504 ? 'timed out' : 'failed to connect to host';
  }
  attempt.durationMs = performance.now() - started;
}

export function headersOf({ app, event, guid, payload }: Delivery): Record<string, string> {
  const signed = createHmac('sha256', app.webhookSecret).update(payload).digest('hex');
  return {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/2f1b9c8',
    'x-github-event': event,
    'x-github-delivery': guid,
    'x-github-hook-id': String(app.id),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature-256': `sha256=${signed}`,
  };
}
