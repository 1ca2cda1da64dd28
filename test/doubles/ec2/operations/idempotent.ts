import { Ec2Error } from '../state/ec2-error.ts';
import type { Call } from './call.ts';

type Request = { readonly ClientToken?: string | undefined };

/**
 * Does what a request asks for once: the same token with the same parameters gets the answer of the first time, with
 * others it is refused. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html; runs-on/runs-on#251 is
 * a client that met the refusal. The SDK sends a token of its own, a new one each time, where its caller has none.
 */
export function idempotent<Input extends Request, Answer extends object>(
  operation: string,
  act: (call: Call, input: Input) => Answer,
  replay: (call: Call, answer: Answer) => Answer = (_, answer) => answer,
): (call: Call, input: Input) => Answer {
  return (call, input) => {
    const { ClientToken, ...parameters } = input;
    if (ClientToken === undefined) return act(call, input);
    if (ClientToken.length > 64)
      throw new Ec2Error('InvalidParameterValue', 'ClientToken is longer than 64 characters.');
    const key = `${operation} ${ClientToken}`;
    const request = JSON.stringify(parameters);
    const known = call.region.tokens.get(key);
    if (known === undefined) {
      const answer = act(call, input);
      call.region.tokens.set(key, { request, answer });
      return answer;
    }
    if (known.request !== request)
      throw new Ec2Error(
        'IdempotentParameterMismatch',
        'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
      );
    call.replayed();
    return replay(call, known.answer as Answer);
  };
}
