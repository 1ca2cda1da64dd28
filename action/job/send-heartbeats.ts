import type { StandingAnswer } from '../../schemas/action-answer.generated.ts';
import { AppAway } from './app-errors.ts';
import { pause } from './ask-again.ts';
import type { Session } from './session.ts';
import { messageOf } from '../../text/message-of.ts';

export type HeartbeatDeps = {
  readonly session: Session;
  readonly everyMs: number;
  readonly heard: (standing: StandingAnswer['standing']) => void;
  /** The app went away, or came back: a sentence for the job's log. */
  readonly say: (text: string) => void;
  /** Ends the beating. */
  readonly signal: AbortSignal;
};

/** Tells the app again and again that the attempt is alive; an app that is away stops nothing. Resolves when told to end. */
export async function sendHeartbeats(deps: HeartbeatDeps): Promise<void> {
  const { session, everyMs, heard, say, signal } = deps;
  let isAway = false;
  while (!signal.aborted) {
    try {
      const { standing } = await session.heartbeat();
      if (isAway) say('The app is back.');
      isAway = false;
      if (!signal.aborted) heard(standing);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof AppAway)) return giveUp(deps, error);
      if (!isAway) say(`${error.message}. The step goes on; its reports wait on this machine.`);
      isAway = true;
    }
    await pause(everyMs * (0.9 + Math.random() / 5), signal);
  }
}

/** The app knows this attempt no more: its lease runs out, and another one may begin. */
function giveUp({ heard, say }: HeartbeatDeps, error: unknown): void {
  say(messageOf(error));
  heard('over');
}
