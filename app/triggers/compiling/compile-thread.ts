import { answerQuestions } from '../../offload/answer-questions.ts';
import { keepRead } from './keep-read.ts';
import { answerQuestion, type Answer, type Question } from './question.ts';

// What a thread of the compiler runs.

// A hostile file makes a hundred thousand errors in the libraries that read it, and nobody reads where they were thrown.
Error.stackTraceLimit = 0;
const read = keepRead();
answerQuestions<Question, Answer>((question) => answerQuestion(question, read));
