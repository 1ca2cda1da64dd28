import webhooksExamples from '@octokit/webhooks-examples' with { type: 'json' };

/** A webhook as somebody else's GitHub once sent it: the event, and which of its recorded payloads (from 0) it is. */
export type Recorded = {
  readonly event: string;
  readonly index: number;
  readonly payload: RecordedPayload;
};

export type RecordedPayload = Readonly<Record<string, unknown>> & {
  readonly repository?: { readonly id: number; readonly full_name?: string } | null;
  readonly installation?: { readonly id: number } | null;
};

// It is a CommonJS module whose types say that it has a default export.
const examples = webhooksExamples as unknown as typeof webhooksExamples.default;

/** All payloads of `@octokit/webhooks-examples` for github.com. */
export const RECORDED: readonly Recorded[] = examples.flatMap(({ name, examples: payloads }) =>
  payloads.map((payload, index) => ({ event: name, index, payload: payload as RecordedPayload })),
);

/** `push 4`. */
export function nameOf({ event, index }: Recorded): string {
  return `${event} ${index}`;
}

/** The same with texts replaced wherever they stand; nothing else is touched. */
export function rewritten(
  { event, index, payload }: Recorded,
  texts: ReadonlyMap<string, string>,
): Recorded {
  let json = JSON.stringify(payload);
  for (const [from, to] of texts) json = json.replaceAll(from, to);
  return { event, index, payload: JSON.parse(json) as RecordedPayload };
}

/** The same in another order, which the seed alone decides (mulberry32, Fisher and Yates). */
export function shuffled<T>(list: readonly T[], seed: number): readonly T[] {
  const result = [...list];
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = Math.floor(next() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
