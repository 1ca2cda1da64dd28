/** Why there is no answer: it took too long, too much memory, the thread broke, too many wait, or all is closed. */
export type Overtaxing = 'time' | 'memory' | 'crash' | 'crowd' | 'closed';

export class Overtaxed extends Error {
  override readonly name = 'Overtaxed';
  readonly reason: Overtaxing;

  constructor(reason: Overtaxing, message: string) {
    super(message);
    this.reason = reason;
  }
}
