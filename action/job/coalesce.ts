/** Makes one question of those that are asked in the same moment: `ask` gets up to `most` things and answers by thing. */
export function coalesce<Thing, Answer>(
  ask: (things: readonly Thing[]) => Promise<readonly Answer[]>,
  most: number,
): (thing: Thing) => Promise<Answer> {
  const waiting: Waiting<Thing, Answer>[] = [];
  const flush = (): void => {
    const asked = waiting.splice(0, most);
    if (waiting.length > 0) setImmediate(flush);
    ask(asked.map(({ thing }) => thing)).then(
      (answers) => asked.forEach(({ settle }, at) => settle(answers[at])),
      (error: unknown) => asked.forEach(({ fail }) => fail(error)),
    );
  };
  return (thing) =>
    new Promise((resolve, reject) => {
      const settle = (answer: Answer | undefined) =>
        answer === undefined ? reject(new Error('No answer to a question.')) : resolve(answer);
      waiting.push({ thing, settle, fail: reject });
      if (waiting.length === 1) setImmediate(flush);
    });
}

type Waiting<Thing, Answer> = {
  readonly thing: Thing;
  readonly settle: (answer: Answer | undefined) => void;
  readonly fail: (error: unknown) => void;
};
