import { fence } from '../../base/fence.ts';
import { moved, type Span } from '../../base/span.ts';
import type { Knowledge } from '../model/knowledge.ts';
import type { Mention } from '../model/mentions.ts';
import { fullName } from '../model/outline.ts';
import type { Section } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { shippedAgents } from '../schema/agent-types.ts';
import { templateNames, templatesIn } from '../schema/templates.ts';
import { registryAgents } from '../schema/words.ts';
import { scalarAt } from '../syntax/find.ts';
import { entryAround, type Scalar } from '../syntax/tree.ts';
import { actionCard, agentCard, escapeMarkdown, issueCard, propertyCard } from './cards.ts';
import { mentionAt } from './navigate.ts';

export type Hover = { readonly markdown: string; readonly span: Span };

/** What a person wants to know about what stands at an offset: a template, a name, or a key. */
export function hover(snapshot: Snapshot, knowledge: Knowledge, offset: number): Hover | undefined {
  const place = snapshot.at(offset);
  if (place === undefined) return undefined;
  const { section, start } = place;
  const at = offset - start;
  const scalar = scalarAt(section.root, at);
  if (scalar === undefined) return undefined;
  const mention = mentionAt(section, at);
  const markdown =
    templateCard(section.text, scalar, at) ??
    (mention && cards[mention.kind](mention, snapshot, knowledge)) ??
    keyCard(section, scalar);
  return markdown === undefined ? undefined : { markdown, span: moved(scalar.span, start) };
}

function templateCard(text: string, scalar: Scalar, offset: number): string | undefined {
  const written = text.slice(scalar.span.start, scalar.span.end);
  for (const { name, start, end } of templatesIn(written)) {
    const at = offset - scalar.span.start;
    if (at < start || at > end) continue;
    const known = Object.hasOwn(templateNames, name) ? templateNames[name] : undefined;
    return known && `**${name}**: ${known.doc}`;
  }
  return undefined;
}

type Card = (mention: Mention, snapshot: Snapshot, knowledge: Knowledge) => string | undefined;

const titled = (name: string, title: string | undefined, what: string): string =>
  `**${escapeMarkdown(title ?? name)}**\n\n${what} \`${name}\``;

const cards: Readonly<Record<Mention['kind'], Card>> = {
  action: ({ name }) => actionCard(name),
  issue: ({ name }, { sections }, knowledge) => {
    const answer = knowledge.issue(name);
    if (answer.is === 'known') return issueCard(answer.value);
    const planned = sections.flatMap(({ outline }) => outline.issues).find(({ id }) => id.text === name);
    const where = answer.is === 'unknown' ? 'declared in this plan, not in the tracker yet' : 'declared in this plan';
    return planned && `${titled(name, planned.title, 'Issue')}, ${where}.`;
  },
  agent: ({ name }, { sections }, knowledge) => {
    const declared = declaredCard(name, sections, 'agents');
    const answer = knowledge.agent(name);
    // A run joins both: the role that a file describes, and what the plan says of it.
    if (answer.is === 'known') return [agentCard(answer.value), declared].filter(Boolean).join('\n\n');
    return declared ?? listedCard(name, shippedAgents);
  },
  runner: ({ name }, { sections }) => {
    return declaredCard(name, sections, 'runners') ?? listedCard(name, registryAgents);
  },
  phase: ({ name }, { sections }) => {
    const phase = sections.flatMap(({ outline }) => outline.phases).find(({ id }) => id.text === name);
    return (
      phase &&
      `${titled(name, phase.title, 'Phase')}, ${phase.tasks.length} ${phase.tasks.length === 1 ? 'task' : 'tasks'}.`
    );
  },
  task: ({ name }, { sections }) => {
    const phases = sections.flatMap(({ outline }) => outline.phases);
    const task = phases.flatMap(({ tasks }) => tasks).find((one) => fullName(one) === name);
    return (
      task &&
      `${titled(name, task.title, 'Task')}${task.agent === undefined ? '' : `, done by \`${task.agent.text}\``}.`
    );
  },
};

/** What a list of ours says of a name; nothing of a name that every object has. */
const listedCard = (name: string, list: Readonly<Record<string, string>>): string | undefined =>
  Object.hasOwn(list, name) ? `**${name}**: ${list[name]}` : undefined;

/** How much of it a card shows. */
const most = { lines: 12, letters: 1000 } as const;

/** What the plan says of an agent type or a runner, as it is written there. */
function declaredCard(name: string, sections: readonly Section[], kind: 'agents' | 'runners'): string | undefined {
  for (const { outline, text } of sections) {
    const entry = outline[kind].find((one) => one.text === name)?.entry;
    if (entry?.value === undefined) continue;
    const lines = outdented(text, entry.value.span);
    const shown = lines.slice(0, most.lines).join('\n').slice(0, most.letters);
    const whole = shown.length === lines.join('\n').length ? shown : `${shown}\n…`;
    return `**${escapeMarkdown(name)}**, declared in this plan:\n\n${fence(whole, 'yaml')}`;
  }
  return undefined;
}

/** The lines of a span, moved to the left as far as its first line begins. */
function outdented(text: string, { start, end }: Span): readonly string[] {
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const isBlock = text.slice(start - column, start).trim() === '';
  const [first = '', ...others] = text.slice(start, end).trimEnd().split(/\r?\n/);
  const indentOf = (line: string): number => line.length - line.trimStart().length;
  return [first, ...(isBlock ? others.map((line) => line.slice(Math.min(column, indentOf(line)))) : others)];
}

function keyCard({ typing }: Section, scalar: Scalar): string | undefined {
  const entry = entryAround(scalar);
  if (entry === undefined || entry.key !== scalar) return undefined;
  const { text } = entry.key;
  const properties = typing.recordOf.get(entry.parent)?.shape.properties ?? {};
  const property = Object.hasOwn(properties, text) ? properties[text] : undefined;
  return property && propertyCard(text, property);
}
