/** What a client or the stand-in itself did that github.com would not have: each is a bug of someone. */
export type Problem = {
  readonly kind:
    | 'unknown-route'
    | 'bad-request'
    | 'bad-answer'
    | 'bad-payload'
    | 'bad-query'
    | 'not-modelled'
    | 'crash';
  readonly where: string;
  readonly what: string;
};

export class Problems {
  #list: Problem[] = [];

  add(kind: Problem['kind'], where: string, what: string): void {
    this.#list.push({ kind, where, what });
  }

  list(): readonly Problem[] {
    return [...this.#list];
  }

  /** Hands the list out and forgets it, for a test that provoked what is in it. */
  take(): readonly Problem[] {
    const taken = this.#list;
    this.#list = [];
    return taken;
  }
}
