/** Somebody on GitHub, whose number is theirs alone: the same login, the same number. */
export function personOf(login: string) {
  const bytes = new TextEncoder().encode(login);
  const id = bytes.reduce((sum, byte) => (sum * 31 + byte) % 1_000_003, 7);
  return { id, login };
}
