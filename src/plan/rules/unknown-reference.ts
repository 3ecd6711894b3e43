import type { Knowledge } from '../model/knowledge.ts';
import { type Mention, phaseAround } from '../model/mentions.ts';
import type { Names } from '../model/names.ts';
import type { Remedy } from '../model/problem.ts';
import { actionNames } from '../schema/actions.ts';
import { agentTypes } from '../schema/agent-types.ts';
import { records } from '../schema/shape.ts';
import type { ReferenceKind } from '../schema/type.ts';
import { registryAgents } from '../schema/words.ts';
import { entriesOf, isMergeKey } from '../syntax/tree.ts';
import type { Finding, Rule } from './rule.ts';
import { meant, named, some, withoutComma } from './words.ts';

export const unknownReference: Rule = {
  code: 'unknown-reference',
  severity: 'error',
  about: 'A name that nothing has: a phase, task, agent, runner, issue, action or argument.',
  *find({ typing }) {
    for (const { mapping, shape, what } of typing.records) {
      if (Object.hasOwn(records, what) || shape.open) continue;
      for (const { key } of entriesOf(mapping).filter((entry) => !isMergeKey(entry))) {
        if (Object.hasOwn(shape.properties, key.text)) continue;
        const own = Object.keys(shape.properties);
        const { said, remedies } = meant(key.text, own);
        const none = own.length === 0 ? ' It takes none.' : said;
        const remove: Remedy = { kind: 'remove', what: `"${key.text}"` };
        yield {
          span: key.span,
          message: `${what} has no argument "${key.text}".${none}`,
          remedies: [...remedies, remove],
        };
      }
    }
  },
  *against({ mentions }, names, knowledge) {
    const known = new Map<ReferenceKind, ReadonlySet<string> | undefined>();
    for (const mention of mentions) {
      if (mention.role !== 'refers') continue;
      if (!known.has(mention.kind)) known.set(mention.kind, knownNames(mention.kind, names, knowledge));
      const those = known.get(mention.kind);
      if (those !== undefined && !those.has(mention.name)) yield finding(mention, those, names);
    }
  },
};

/** Names that a plan has or that are known without it; undefined where nobody can say. */
function knownNames(kind: ReferenceKind, names: Names, knowledge: Knowledge): ReadonlySet<string> | undefined {
  switch (kind) {
    case 'phase':
    case 'task':
      return names.of(kind);
    case 'runner':
      return new Set([...names.of(kind), ...Object.keys(registryAgents)]);
    case 'action':
      return new Set(actionNames);
    case 'agent': {
      // Without a look at the workspace any type may be defined in it.
      if (knowledge.agent('coder').is === 'unavailable') return undefined;
      return agentTypes(
        names.of(kind),
        knowledge.agents.map(({ name }) => name),
      );
    }
    case 'issue': {
      // With a tracker to ask, issue-unknown or preflight tells; without one, a plan that lists issues is held to its list.
      if (knowledge.asksTracker || names.statuses.size === 0) return undefined;
      return names.of(kind);
    }
  }
}

function finding(mention: Mention, known: ReadonlySet<string>, plan: Names): Finding {
  const { kind, node } = mention;
  const names = kind === 'task' ? shortNames(mention, known) : [...known];
  const comma = withoutComma(node, (name) => known.has(name) || names.includes(name));
  const { said, remedies } =
    comma ?? elsewhere(mention, known) ?? (kind === 'action' ? likeAction(node.text, names) : meant(node.text, names));
  if (comma) return { span: node.span, message: `"${node.text}" is read as one name.${said}`, remedies };
  return {
    span: node.span,
    message: `${sentence(mention, plan)}${said}`,
    // A runner takes an agent type that nobody has described; one that is nearly another is a slip all the same.
    severity: kind === 'agent' && remedies.length === 0 ? 'warning' : 'error',
    remedies: [...remedies, ...declaration(mention), ...removal(mention)],
  };
}

/** A task of this very key in other phases. */
function elsewhere({ kind, node }: Mention, known: ReadonlySet<string>): ReturnType<typeof meant> | undefined {
  if (kind !== 'task' || node.text.includes('/')) return undefined;
  const same = [...known].filter((name) => name.endsWith(`/${node.text}`));
  return same.length === 0 ? undefined : named(same);
}

/** Actions are nearly so written, or have the same words in another order, or are those of the same tool. */
function likeAction(written: string, known: readonly string[]): ReturnType<typeof meant> {
  const close = meant(written, known);
  if (close.remedies.length > 0) return close;
  const wordsOf = (name: string): string =>
    name
      .split(/[.\s_-]+/)
      .sort()
      .join(' ');
  const same = known.filter((name) => wordsOf(name) === wordsOf(written));
  if (same.length > 0) return named(same);
  const tool = written.slice(0, written.indexOf('.') + 1);
  const own = known.filter((name) => tool !== '' && name.startsWith(tool));
  return { said: own.length === 0 ? '' : ` There are: ${some(own, 12)}.`, remedies: [] };
}

function sentence({ kind, name, node }: Mention, plan: Names): string {
  if (kind === 'task') {
    const [phase = '', task = ''] = name.split('/');
    if (!plan.of('phase').has(phase)) return `There is no phase "${phase}" for "${node.text}".`;
    return `The phase "${phase}" has no task "${task}".`;
  }
  if (kind === 'issue') return `The plan declares no issue "${name}".`;
  if (kind === 'agent')
    return `There is no agent type "${name}" in the plan, in .claude/agents or among claude-flow's.`;
  return `There is no ${kind} "${name}".`;
}

/** Tasks as one would write them here: those of the phase by key, others in full. */
function shortNames({ node }: Mention, known: ReadonlySet<string>): readonly string[] {
  const here = `${phaseAround(node) ?? ''}/`;
  return [...known].map((name) => (name.startsWith(here) ? name.slice(here.length) : name));
}

function declaration({ kind, name }: Mention): readonly Remedy[] {
  if (kind === 'agent') return [{ kind: 'declare', section: 'agents', name, facts: { prompt: `You are a ${name}.` } }];
  if (kind === 'runner') return [{ kind: 'declare', section: 'runners', name, facts: { acp: 'claude-code' } }];
  return kind === 'issue' ? [{ kind: 'declare', section: 'issues', name, facts: { title: name } }] : [];
}

/** A need that names nothing can simply go. */
const removal = ({ node }: Mention): readonly Remedy[] =>
  node.parent?.kind === 'sequence' ? [{ kind: 'remove', what: `"${node.text}"` }] : [];
