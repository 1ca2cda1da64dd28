import type { Move, MoveKind } from './demand-trial.ts';
import type { PlayedTrial } from './played-trial.ts';

/** Makes a move of a trial, and lets the App do all that follows. */
export function makeMove(played: PlayedTrial, move: Move): Promise<void> {
  return played.move((trial) => MAKE[move.kind](trial, move));
}

type Make = (played: PlayedTrial, move: Move) => Promise<void>;
const say = (by: string, body: string) => (played: PlayedTrial) => played.say(by, body);

const MAKE: Readonly<Record<MoveKind, Make>> = {
  open: (played) => played.open('main'),
  'open-another': (played, move) => played.openAnother(move),
  'open-into-dev': (played) => played.open('dev'),
  close: (played) => played.setOpen(false),
  reopen: (played) => played.setOpen(true),
  'move-to-main': (played) => played.setBase('main'),
  'move-to-dev': (played) => played.setBase('dev'),
  'push-again': (played, move) => played.pushAgain(move),
  'push-elsewhere': (played) => played.pushElsewhere(),
  tag: (played) => played.tag(),
  queue: (played) => played.queue(),
  retrain: say('cat', '/retrain'),
  'retrain-typed': say('cat', '/retrain epochs=1'),
  run: say('cat', '/mlp run churn'),
  'run-typed': say('cat', '/mlp run churn epochs=1'),
  'rerun-failed': say('cat', '/mlp rerun failed'),
  'rerun-all': say('cat', '/mlp rerun all'),
  'rerun-suite': (played) => played.rerunSuite(),
  cancel: say('cat', '/mlp cancel'),
  ok: say('cat', '/mlp ok HEAD'),
  'ok-typed': say('cat', '/mlp ok HEAD epochs=1'),
  'ok-by-eve': say('eve', '/mlp ok HEAD'),
  override: say('root', '/mlp override churn HEAD reason="it may"'),
  'override-by-author': (played) =>
    played.say(played.author, '/mlp override churn HEAD reason="it may"'),
  'tighten-main': (played) => played.mergeOther(true),
  'touch-main': (played) => played.mergeOther(false),
};
