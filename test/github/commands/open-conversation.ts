import { NO_POLICY, type Policy } from '../../../app/domain/policy.ts';
import { carryOut, explain } from '../../../app/github/commands/carry-out.ts';
import { parseCommands } from '../../../app/github/commands/parse-commands.ts';
import type { Answer } from '../../../app/github/conversation.ts';
import type { Pull } from '../../../app/github/reads/api-port.ts';
import type { Pusher } from '../../../app/runtime/ports/provenance.ts';
import { CAT, openPlainGitHub, PLACE, PULL, type PlainGitHub } from '../open-plain-github.ts';

export type Given = Omit<PlainGitHub, 'policy'> & {
  /** Null: the comment is about no open pull request. */
  readonly pull?: Partial<Pull> | null;
  readonly policy?: Partial<Policy>;
};

/** A pull request of ada's in which people comment. */
export async function openConversation({ pull: about = {}, policy = {}, ...given }: Given = {}) {
  const opened = await openPlainGitHub(given);
  const { deps, api, config, clock } = opened;
  const { repository } = PLACE;
  const pull = about === null ? null : { ...PULL, ...about };
  const holds = { ...NO_POLICY, ...policy };
  let comments = 0;
  /** A second later, what somebody's command is answered with. */
  const say = async (text: string, by: Pusher = CAT): Promise<Answer> => {
    comments += 1;
    clock.advance(1000);
    const [command] = parseCommands(text);
    if (command === undefined) throw new Error(`${text} is no command`);
    if (command.type === 'unknown' || command.type === 'malformed') {
      return explain(command, holds);
    }
    const comment = {
      action: 'created',
      repository,
      sender: by,
      author: by,
      comment: comments,
      body: text,
      issue: PULL.number,
      isPull: pull !== null,
      isOpen: true,
      createdAt: clock.now(),
    };
    const id = `comment ${comments}`;
    const permission = await api.permission(repository, by);
    const about = { pull, config, policy: holds, permission };
    return carryOut({ deps, api, comment, id, ...about }, command);
  };
  return {
    ...opened,
    say,
    /** The text of the answer alone. */
    ask: async (text: string, by: Pusher = CAT) => (await say(text, by)).text,
  };
}
