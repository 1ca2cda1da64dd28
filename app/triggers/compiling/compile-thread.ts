import { answerQuestions } from '../../offload/answer-questions.ts';
import { keepRead } from './keep-read.ts';
import { answerQuestion, type Answer, type Question } from './question.ts';

// What a thread of the compiler runs.
const read = keepRead();
answerQuestions<Question, Answer>((question) => answerQuestion(question, read));
