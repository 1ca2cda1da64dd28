/** A JSON object as GitHub shows it; its shape is checked against GitHub's schema when it leaves. */
export type View = Readonly<Record<string, unknown>>;

/** GitHub writes times in whole seconds. */
export function iso(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}

export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}

/** GraphQL's global id; `readNodeId` reads it back. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}

export function readNodeId(text: string): { readonly kind: string; readonly id: string } {
  const [kind = '', ...id] = Buffer.from(text, 'base64url').toString().split(':');
  return { kind, id: id.join(':') };
}
