import type { EffectBody, EffectKind } from '../../domain/run/effect.ts';
import type { BaselineDeps } from '../gates/baselines-of.ts';
import type { Inbox } from '../decide/inbox.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { StepKeys } from '../facts/step-keys.ts';
import type { StoredWork } from '../facts/stored-work.ts';
import type { Submission } from '../decide/submission.ts';

/** What performing an effect may use. */
export type Performing = {
  readonly deps: RuntimeDeps;
  readonly inbox: Pick<Inbox, 'read' | 'quietly'>;
  readonly keys: StepKeys;
  /** What is asked about what gates are held against. */
  readonly baselines: BaselineDeps;
  readonly stored: StoredWork;
};

/**
 * Carries out one kind of effect and says what is to be committed of it, together with the end of the effect. May be
 * called again for the same effect, by this process or another. A throw delays it.
 */
export type Perform<K extends EffectKind> = (
  performing: Performing,
  run: string,
  effect: Extract<EffectBody, { kind: K }>,
) => Promise<Submission>;

/** Nothing came of it. */
export const NOTHING: Submission = { prepare: () => ({}), pace: 'lazy' };
