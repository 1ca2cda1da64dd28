import { isMap, type Json, type JsonMap } from '../../../domain/json.ts';
import type { CheckOutput } from '../../../reports/check/check-output.ts';
import { cutToBytes } from '../../../../text/bytes.ts';
import type { Message } from '../../message.ts';
import type { PublishDeps } from '../publish-deps.ts';

/** A check's summary leaves GitHub's limit some 5,000 bytes of room; remarks stay within it. */
const MOST_NOTES = 6;
const NOTE_BYTES = 600;

type CheckNote = Extract<Message, { type: 'remark' }>;

/** Makes a run's check due, with what it is to say beside the run. */
export async function addCheckNote(
  { store, clock }: Pick<PublishDeps, 'store' | 'clock'>,
  { repository, run, sha, about, text }: CheckNote,
): Promise<void> {
  const target = { type: 'run', repository, run, sha } as const;
  const notes = (known: JsonMap): JsonMap => {
    const remarks: Record<string, Json> = isMap(known['remarks']) ? { ...known['remarks'] } : {};
    if (text === null) delete remarks[about];
    else remarks[about] = text;
    return { ...known, remarks };
  };
  await store.publications.touch([{ target, notes }], clock.now());
}

/** The check with its remarks at its end. */
export function withCheckNotes(output: CheckOutput, { remarks }: JsonMap): CheckOutput {
  const known = remarks !== undefined && isMap(remarks) ? remarks : {};
  const texts = Object.values(known)
    .filter((text) => typeof text === 'string')
    .slice(0, MOST_NOTES)
    .map((text) => `> ${cutToBytes(text, NOTE_BYTES)}`);
  return texts.length === 0
    ? output
    : { ...output, summary: [output.summary, ...texts].join('\n\n') };
}
