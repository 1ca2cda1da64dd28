import type { Mask } from './mask-secrets.ts';
import { shortened } from '../../../text/shortened.ts';

/**
 * The beginning of what a step wrote, for a message. Secrets are hidden before it is cut: of one that is cut in two the
 * mask would know neither half. Whatever shortens a step's text for people does it by this.
 */
export function quote({ apply }: Pick<Mask, 'apply'>, text: string, longest: number): string {
  const masked = apply(text);
  return shortened(masked, longest);
}
