import { actionOf } from '../schema/actions.ts';
import type { Rule } from './rule.ts';

export const actionUnavailable: Rule = {
  code: 'action-unavailable',
  severity: 'warning',
  about: 'The claude-flow that is installed here lacks the tool that an action is carried out with.',
  live: true,
  *find({ mentions }, knowledge) {
    for (const { kind, name, node } of mentions) {
      const tool = kind === 'action' ? actionOf(name)?.tool : undefined;
      if (tool === undefined || knowledge.tool(tool).is !== 'unknown') continue;
      const message = `The installed claude-flow has no tool "${tool}": here this step could not be carried out.`;
      yield { span: node.span, message };
    }
  },
};
