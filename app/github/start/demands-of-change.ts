import { demandsNow } from '../../triggers/demands/demands-now.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { SourceDemands } from '../message.ts';
import type { FromConfig } from './start-from-config.ts';

/** What the default branch demands of a change that is proposed, or that would be, by the event that proposes it. */
export async function demandsOfChange(
  { clock }: Pick<IngressDeps, 'clock'>,
  {
    config,
    hosted,
    subject,
    triggerEvent,
    changed,
    held,
  }: Pick<FromConfig, 'config' | 'hosted' | 'subject' | 'triggerEvent' | 'changed' | 'held'>,
  by: Pick<SourceDemands, 'source' | 'base'>,
): Promise<SourceDemands> {
  const { head: files, granting } = config;
  const question = { files, granting, hosted, subject, clock, triggerEvent, changed, held };
  return { ...by, ...(await demandsNow(question)) };
}

/** Asks once, however many want to know. */
export function askedOnce<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  return () => (asked ??= ask());
}
