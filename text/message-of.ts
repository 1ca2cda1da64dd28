/** What a caught value says: the message of an error; of anything else, the thing itself. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
