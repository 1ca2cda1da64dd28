/** What a form sent, each field as text; empty for one that is not there. */
export class Fields {
  readonly #sent: URLSearchParams;

  constructor(sent: URLSearchParams) {
    this.#sent = sent;
  }

  get(name: string): string {
    return this.#sent.get(name) ?? '';
  }
}
