import type { AgentFact, IssueFact } from '../model/knowledge.ts';
import { actionOf } from '../schema/actions.ts';
import { describe } from '../schema/describe.ts';
import type { Property } from '../schema/type.ts';
import { priorities } from '../schema/words.ts';

/** Markdown that says what something is; the same for hover and for completion. */

export function propertyCard(key: string, { type, doc, required, absent, example }: Property): string {
  const facts = [
    `_${describe(type)}_${required ? ', required' : ''}`,
    ...(absent === undefined ? [] : [`Absent: ${absent}.`]),
    ...(example === undefined ? [] : [`For example: \`${key}: ${example}\``]),
  ];
  const choices =
    type.is === 'choice'
      ? Object.entries(type.of).map(([name, about]) => (about === '' ? `- \`${name}\`` : `- \`${name}\`: ${about}`))
      : [];
  return [`**${key}**: ${doc}`, ...(choices.length > 0 ? [choices.join('\n')] : []), facts.join('  \n')].join('\n\n');
}

export function issueCard({ id, title, status, priority, type, assignee, blockedBy }: IssueFact): string {
  const words = [
    type,
    Object.keys(priorities)[priority] ?? `priority ${priority}`,
    status.replaceAll('_', ' '),
    ...(assignee ? [assignee] : []),
  ];
  const blocked =
    blockedBy && blockedBy.length > 0 ? `\n\nBlocked by ${blockedBy.map((one) => `\`${one}\``).join(', ')}.` : '';
  return `**${escapeMarkdown(title)}**\n\n\`${id}\` · ${words.join(' · ')}${blocked}`;
}

export const agentCard = ({ name, description, source }: AgentFact): string =>
  `**${name}**: ${description}\n\n_${source}_`;

/** Undefined for a name that is no action. */
export function actionCard(name: string): string | undefined {
  const action = actionOf(name);
  if (action === undefined) return undefined;
  const list = Object.entries(action.arguments).map(
    ([key, { doc, required, values }]) =>
      `- \`${key}\`${required ? ' (required)' : ''}: ${doc}${values ? ` One of ${values.join(', ')}.` : ''}`,
  );
  const given = list.length > 0 ? `Arguments:\n${list.join('\n')}` : 'It takes no arguments.';
  return [`**${name}**: ${action.doc}`, given, `_Calls:_ ${action.does}`].join('\n\n');
}

/** What people write is shown as it is, not as Markdown. */
export const escapeMarkdown = (text: string): string => text.replace(/[\\`*_{}[\]<>#|]/g, '\\$&');
