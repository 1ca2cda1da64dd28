import { mayBeMap } from '../../../text/may-be-map.ts';
import { joinAttempts } from './join-attempts.ts';

type Told = {
  readonly step: number;
  readonly values: Readonly<Record<string, number>>;
};

/**
 * A live file with what earlier attempts told below its first step: a step that goes on from a checkpoint writes into a
 * new file.
 */
export function withEarlierRows(text: string, earlier: readonly Told[]): string {
  const own = text.split('\n').flatMap((line) => stepOf(line));
  const rows = joinAttempts<{ readonly step: number; readonly line?: string }>([
    earlier.map(({ step, values }) => ({ step, line: JSON.stringify({ ...values, step }) })),
    own.map((step) => ({ step })),
  ]);
  return [...rows.flatMap(({ line }) => (line === undefined ? [] : [line])), text].join('\n');
}

function stepOf(line: string): readonly number[] {
  if (!mayBeMap(line)) return [];
  try {
    const { step }: { readonly step?: unknown } = Object(JSON.parse(line));
    return typeof step === 'number' ? [step] : [];
  } catch {
    // Whoever draws the file says what is wrong with it.
    return [];
  }
}
