import { answerQuestions } from '../offload/answer-questions.ts';
import { compareFiles } from './compare-files.ts';

// What a process runs that compares examples.
answerQuestions(compareFiles);
