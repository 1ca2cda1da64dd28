import type { Ec2Error } from '../../ec2/error-classes.ts';
import { errorOf } from '../error-of.ts';

/** What AWS answered to a question, or why it did not. */
export type Asked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Ec2Error };

/** One question that is not answered must not keep the others from being asked. */
export async function asked<T>(ask: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    return { ok: false, error: errorOf(error) };
  }
}
