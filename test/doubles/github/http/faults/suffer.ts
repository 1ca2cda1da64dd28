import type { Fault } from './faults.ts';

/** The connection of a request, as far as faults need it. */
export type Wire = { break(): void };

/** Answers a request as a fault has it; the stand-in's own answer is made only where the fault lets it. */
export async function suffer(
  fault: Fault | null,
  wire: Wire,
  answer: () => Promise<Response>,
): Promise<Response> {
  switch (fault?.kind) {
    case undefined:
      return answer();
    case 'status':
      return Response.json(
        { message: 'A fault that a test asked for.' },
        { status: fault.status, headers: { ...fault.headers } },
      );
    case 'reset-after':
      await answer();
      return broken(wire);
    case 'reset-before':
      return broken(wire);
    case 'truncate':
      return half(await answer());
    case 'act':
      return meanwhile(fault, wire, answer);
    case 'hang':
      return new Promise(() => {});
  }
}

async function meanwhile(
  { before, after }: Extract<Fault, { kind: 'act' }>,
  wire: Wire,
  answer: () => Promise<Response>,
): Promise<Response> {
  if (before !== undefined && !(await before())) return broken(wire);
  const response = await answer();
  await after?.();
  return response;
}

function broken(wire: Wire): Response {
  wire.break();
  return new Response(null);
}

/** Half of the body under the headers of the whole, but for its length, which would give it away at once. */
async function half(response: Response): Promise<Response> {
  const text = await response.text();
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return new Response(text.slice(0, Math.floor(text.length / 2)), {
    status: response.status,
    headers,
  });
}
