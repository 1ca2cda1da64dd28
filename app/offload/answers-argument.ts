/** Given to processes that are there to answer questions: a process may have a parent to talk to for other reasons. */
export const ANSWERS = '--answers-questions';
