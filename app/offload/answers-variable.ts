/** Set for processes that are there to answer questions. */
export const ANSWERS = 'MLPIPELINES_ANSWERS_QUESTIONS';
