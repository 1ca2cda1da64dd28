import { answerQuestions } from '../offload/answer-questions.ts';
import { draw } from './draw.ts';
import type { Drawn, DrawQuestion, Prose, ProseQuestion } from './drawing-question.ts';
import { renderMarkdown } from './render-markdown.ts';

// What a process runs that draws, and lays out what steps wrote.
answerQuestions(async (question: DrawQuestion | ProseQuestion): Promise<Drawn | Prose> =>
  'markdown' in question
    ? { type: 'prose', html: renderMarkdown(question.markdown) }
    : draw(question),
);
