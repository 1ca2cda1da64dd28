/** Time that passes only while somebody waits for it, or when a test says so. Starts at a round hour. */
export class SteppingClock {
  #now = Date.UTC(2026, 10, 22, 12);

  now = (): number => this.#now;

  sleep = async (ms: number): Promise<void> => {
    this.#now += ms;
  };

  pass(ms: number): void {
    this.#now += ms;
  }
}
