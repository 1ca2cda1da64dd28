export type RecordedRequest = {
  readonly at: number;
  readonly region: string | null;
  readonly operation: string;
  /** The parameters, decoded; undefined where they could not be. */
  readonly input: unknown;
  /** `done`, `replayed` (a token that was known), or the code it was refused with. */
  readonly outcome: string;
  readonly status: number;
  readonly requestId: string;
};

/** Every request the stand-in looked at, in order. One that was lost on the way to it is not there. */
export class RequestRecord {
  #list: RecordedRequest[] = [];

  add(request: RecordedRequest): void {
    this.#list.push(request);
  }

  list(): readonly RecordedRequest[] {
    return [...this.#list];
  }

  of(operation: string): readonly RecordedRequest[] {
    return this.#list.filter((request) => request.operation === operation);
  }

  outcomes(operation: string): readonly string[] {
    return this.of(operation).map(({ outcome }) => outcome);
  }

  clear(): void {
    this.#list = [];
  }
}
