/** A law of machines that was broken; the message begins with its name. */
export class BrokenLaw extends Error {
  override readonly name = 'BrokenLaw';
}

export type Law =
  | 'the row before the call'
  | 'a token an ask'
  | 'whose it is'
  | 'one voice a machine'
  | 'one machine an attempt'
  | 'gone is gone'
  | 'a row answers'
  | 'nothing outlives its expiry'
  | 'nothing is idle'
  | 'nothing ends that is wanted'
  | 'no job hangs'
  | 'no runner is left'
  | 'every attempt ends'
  | 'calm days go well';

/** What was broken first. */
export class Laws {
  broken: BrokenLaw | null = null;

  hold(law: Law, holds: boolean, about: () => string): void {
    if (!holds) this.broken ??= new BrokenLaw(`${law}: ${about()}`);
  }
}
