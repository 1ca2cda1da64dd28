import type { Clock } from '../runtime/ports/clock.ts';

const FOR_MS = 60_000;
const MOST_KNOWN = 10_000;

type Known<Answer> = { readonly until: number; readonly answer: Promise<Answer> };

/** Asks at most once a minute for a question, whoever asks meanwhile. What failed is asked again. */
export function remembered<Question, Answer>(
  clock: Pick<Clock, 'now'>,
  nameOf: (question: Question) => string,
  ask: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer> {
  const known = new Map<string, Known<Answer>>();
  return (question) => {
    const name = nameOf(question);
    const kept = known.get(name);
    if (kept !== undefined && kept.until > clock.now()) return kept.answer;
    // The oldest is the first, and would have run out the soonest.
    if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value ?? name);
    known.delete(name);
    const fresh = { until: clock.now() + FOR_MS, answer: ask(question) };
    known.set(name, fresh);
    fresh.answer.catch(() => {
      if (known.get(name) === fresh) known.delete(name);
    });
    return fresh.answer;
  };
}
