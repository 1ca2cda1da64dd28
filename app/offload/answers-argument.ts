/** Given to processes that are there to answer questions: a process may have a parent to talk to for other reasons. */
export const ANSWERS = '--answers-questions';

/** Said first by such a process: it is there, and what it takes from now on is its question's. */
export const UP = 'up';
