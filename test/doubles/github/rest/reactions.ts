import { found } from '../http/api-error.ts';
import { listed, noContent, type Handlers } from '../http/handlers.ts';
import { notify } from '../hooks/emit.ts';
import { react } from '../acts/issues.ts';
import { reactionView } from '../views/issue-view.ts';
import { namedComment } from './issues.ts';

export const reactionsHandlers = {
  'reactions/create-for-issue-comment': (call) => {
    const { world, repository, body, actor } = call;
    const comment = namedComment(call);
    const { reaction, isNew } = react(world, { comment, content: body.content, actor });
    notify(world, { event: 'reaction', action: 'created', repository });
    return { status: isNew ? 201 : 200, body: reactionView(world, reaction) };
  },

  'reactions/list-for-issue-comment': (call) => {
    const reactions = [...namedComment(call).reactions.values()];
    const { content } = call.query;
    const shown = reactions.filter((each) => content === undefined || each.content === content);
    return listed(shown, (reaction) => reactionView(call.world, reaction));
  },

  'reactions/delete-for-issue-comment': (call) => {
    const { world, repository } = call;
    const { reactions } = namedComment(call);
    const reaction = found(reactions.get(Number(call.path['reaction_id'])));
    reactions.delete(reaction.id);
    notify(world, { event: 'reaction', action: 'deleted', repository });
    return noContent();
  },
} satisfies Handlers;
