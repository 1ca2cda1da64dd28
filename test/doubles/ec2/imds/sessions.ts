import type { Clock } from '../../github/clock.ts';
import type { Dice } from '../state/dice.ts';

/** The tokens of one metadata service, each good for as long as was asked. */
export class Sessions {
  readonly #clock: Clock;
  readonly #dice: Dice;
  readonly #until = new Map<string, number>();

  constructor(clock: Clock, dice: Dice) {
    this.#clock = clock;
    this.#dice = dice;
  }

  open(seconds: number): string {
    const token = Buffer.from(this.#dice.hex(80), 'hex').toString('base64url');
    this.#until.set(token, this.#clock.now() + seconds * 1_000);
    return token;
  }

  knows(token: string): boolean {
    return (this.#until.get(token) ?? 0) > this.#clock.now();
  }
}
