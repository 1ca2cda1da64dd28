import type { ChangedPaths } from '../../compile/triggers/match-triggers.ts';
import type { Question } from './question.ts';

/** What most pipelines are well below. */
const LIGHT_CHARS = 4096;
const LIGHT_PATHS = 300;
/** One path held against one pattern. */
const LIGHT_MATCHES = 5000;
/**
 * What lets a short text mean much: aliases, merges and matrices, and escapes that could hide these words. Where one is
 * only suspected the answer comes a moment later, no more.
 */
const GROWS = /[&*][\w-]|<<|matrix|strategy|\\[xuU]/;

/** Whether a question may take so long that the event loop must not wait for its answer. */
export function isHeavy(question: Question): boolean {
  switch (question.type) {
    case 'outline':
    case 'compile':
    case 'demands':
      return isHeavyText(question.source.text);
    case 'changes': {
      const { source, head, changed } = question;
      return isHeavyText(source.text) || isHeavyText(head.text) || pathsIn(changed) > LIGHT_PATHS;
    }
    case 'policy':
      return isHeavyText(question.text);
    case 'match':
      return isHeavyMatch(question);
  }
}

function isHeavyText(text: string): boolean {
  return text.length > LIGHT_CHARS || GROWS.test(text);
}

function isHeavyMatch({ triggers, changed }: Extract<Question, { type: 'match' }>): boolean {
  const chars = JSON.stringify(triggers).length;
  // A pattern has some characters, and costs its length.
  return chars > LIGHT_CHARS || (chars / 10) * pathsIn(changed) > LIGHT_MATCHES;
}

function pathsIn(changed: ChangedPaths): number {
  return typeof changed === 'string' ? 0 : changed.length;
}
