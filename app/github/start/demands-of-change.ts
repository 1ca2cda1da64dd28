import type { TriggerEvent } from '../../domain/trigger-event.ts';
import { demandsNow, type DemandsNow } from '../../triggers/demands/demands-now.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { FromConfig } from './start-from-config.ts';

/** What the default branch demands of a change that is proposed, or that would be, by the event that proposes it. */
export function demandsOfChange(
  { clock }: Pick<IngressDeps, 'clock'>,
  { config, hosted, subject }: Pick<FromConfig, 'config' | 'hosted' | 'subject'>,
  event: { readonly triggerEvent: TriggerEvent; readonly changed: FromConfig['changed'] },
): Promise<DemandsNow> {
  const { head: files, granting } = config;
  const context = { files, granting, hosted, subject, clock };
  return demandsNow(context, event.triggerEvent, event.changed);
}

/** Asks once, however many want to know. */
export function askedOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  return () => (asked ??= ask());
}
