import { isTemplate } from '../schema/typing.ts';
import { ancestors, type Scalar } from '../syntax/tree.ts';
import type { Rule } from './rule.ts';

export const filesUnmatched: Rule = {
  code: 'files-unmatched',
  severity: 'information',
  about: 'A glob matches no file of the workspace: the hook never runs, or the task means other files.',
  live: true,
  *find({ typing }, knowledge) {
    for (const { node, type } of typing.values) {
      if (type.is !== 'text' || type.format !== 'glob' || node.kind !== 'scalar' || isTemplate(node)) continue;
      if (knowledge.glob(node.text).is !== 'unknown') continue;
      const keys = keysAround(node);
      // What is to be ignored need not be there, and a task may be about to write the file that it names.
      if (keys[0] === 'ignore') continue;
      const ofTask = keys.includes('tasks');
      if (ofTask && !/[*?[{]|\/$/.test(node.text)) continue;
      yield {
        span: node.span,
        message: `"${node.text}" matches no file of the workspace.`,
        ...(ofTask ? { severity: 'hint' } : {}),
      };
    }
  },
};

const keysAround = (node: Scalar): readonly string[] =>
  [...ancestors(node)].flatMap((at) => (at.kind === 'entry' ? [at.key.text] : []));
