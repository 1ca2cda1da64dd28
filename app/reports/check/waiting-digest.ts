import { canonicalJson, digestOf } from '../../domain/digest.ts';

/** A step as it is shown, or as it is stored. */
type ShownStep = {
  readonly key: string;
  readonly state: string;
  readonly metrics: Readonly<Record<string, number>>;
};

/**
 * Names the steps that wait for a person and what had been measured when they were shown, in eight digits: an identifier of a
 * button has room for 20 characters. Who presses an older one has not seen what there is now.
 */
export function waitingDigest(steps: readonly ShownStep[]): string {
  const waiting = steps.filter(({ state }) => state === 'approval').map(({ key }) => key);
  const measured = steps.flatMap(({ key, state, metrics }) =>
    state === 'over' && Object.keys(metrics).length > 0 ? [[key, { ...metrics }] as const] : [],
  );
  const shown = canonicalJson([waiting.toSorted(), Object.fromEntries(measured)]);
  return digestOf(shown).slice('sha256:'.length, 'sha256:'.length + 8);
}
