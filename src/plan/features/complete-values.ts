import type { Knowledge } from '../model/knowledge.ts';
import { fullName, type PhaseOutline, type TaskOutline } from '../model/outline.ts';
import type { Section } from '../model/section.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { actionNames, actionOf } from '../schema/actions.ts';
import { shippedAgents } from '../schema/agent-types.ts';
import type { Format, ReferenceKind, Type } from '../schema/type.ts';
import { registryAgents } from '../schema/words.ts';
import { actionCard, agentCard, issueCard } from './cards.ts';
import { commandWords, paths } from './complete-paths.ts';
import type { Context } from './context.ts';
import { asValue, type Suggestion, under } from './suggestion.ts';

/** Values that people write most, for formats that have no list of them. */
const usual: Readonly<Partial<Record<Format, readonly string[]>>> = {
  duration: ['30s', '5m', '30m', '2h'],
  effort: ['2h', '4h', '1d', '3d', '1w'],
  money: ['10 USD', '50 USD'],
  count: ['500k', '5M'],
  comparison: ['>= 96', '<= 5', '== 0'],
};

/** What a value of a type may be here. */
export function values(type: Type, snapshot: Snapshot, knowledge: Knowledge, context: Context): readonly Suggestion[] {
  const of = (label: string, doc: string): Suggestion => ({
    ...{ label, kind: 'value', detail: doc, doc, span: context.span },
    insert: asValue(label, context),
  });
  switch (type.is) {
    case 'choice':
      return Object.entries(type.of).flatMap(([name, doc]) => (/^\d$/.test(name) ? [] : [of(name, doc)]));
    case 'constant':
      return [of(String(type.value), '')];
    case 'boolean':
      return [of('true', ''), of('false', '')];
    case 'either':
      return type.of.flatMap((one) => values(one, snapshot, knowledge, context));
    case 'list':
      return context.flow || type.single ? values(type.of, snapshot, knowledge, context) : [];
    case 'text':
      return texts(type, snapshot, knowledge, context, of);
    default:
      return [];
  }
}

function texts(
  { format, refers, suggests, names }: Extract<Type, { is: 'text' }>,
  snapshot: Snapshot,
  knowledge: Knowledge,
  context: Context,
  of: (label: string, doc: string) => Suggestion,
): readonly Suggestion[] {
  if (refers !== undefined) return references(refers, snapshot, knowledge, context);
  if (format === 'glob') return paths('glob', knowledge, context);
  if (names !== undefined) return paths(names, knowledge, context);
  if (format === 'command') return commandWords(knowledge, context);
  const listed = suggests === undefined ? [] : Object.entries(suggests).map(([name, doc]) => of(name, doc));
  return format === undefined ? listed : (usual[format] ?? []).map((value) => of(value, ''));
}

/** Names of a kind that make sense here: what waits for itself, or is named already, is left out. */
function references(
  kind: ReferenceKind,
  snapshot: Snapshot,
  knowledge: Knowledge,
  context: Context,
): readonly Suggestion[] {
  const here = [
    context.path[0] === 'phases' ? context.path[1] : undefined,
    context.path[2] === 'tasks' ? context.path[3] : undefined,
  ];
  const fresh = named(kind, snapshot, knowledge, here).filter(([label]) => !context.items.has(label));
  return fresh.map(([label, detail, doc]): Suggestion => {
    const filter = kind === 'issue' ? { filter: `${label} ${detail}` } : {};
    const written = { insert: asValue(label, context), ...(kind === 'action' ? withArguments(label, context) : {}) };
    return { label, kind, detail, doc, span: context.span, ...written, ...filter };
  });
}

/** An action that cannot do without arguments comes with them, where its `with` is not there yet. */
function withArguments(action: string, context: Context): Pick<Suggestion, 'insert' | 'snippet'> | object {
  const needed = Object.entries(actionOf(action)?.arguments ?? {}).filter(([, { required }]) => required);
  if (needed.length === 0 || context.flow || context.quote !== undefined || context.present.has('with')) return {};
  const lines = needed.map(([name, { values: choices }], index) => {
    const value = choices ? `\${${index + 1}|${choices.join(',')}|}` : `\${${index + 1}:${name}}`;
    return `\n${under(context, 2)}${name}: ${value}`;
  });
  return { insert: `${asValue(action, context)}\n${under(context)}with:${lines.join('')}`, snippet: true };
}

const phasesOf = (sections: readonly Section[]): readonly PhaseOutline[] =>
  sections.flatMap(({ outline }) => outline.phases);

type Named = readonly [name: string, detail: string, doc: string];

const plain = (name: string, detail: string): Named => [name, detail, detail];

function named(
  kind: ReferenceKind,
  { sections }: Snapshot,
  knowledge: Knowledge,
  [phase, task]: readonly (string | undefined)[],
): readonly Named[] {
  switch (kind) {
    case 'phase':
      return phasesOf(sections)
        .filter(({ id }) => id.text !== phase)
        .map(({ id, title }) => plain(id.text, title ?? ''));
    case 'task': {
      const own = (one: TaskOutline): boolean => one.phase === phase;
      const others = phasesOf(sections).flatMap(({ tasks }) => tasks.filter((one) => !own(one)));
      const beside = phasesOf(sections).flatMap(({ tasks }) => tasks.filter((one) => own(one) && one.id.text !== task));
      return [...beside, ...others].map((one) => plain(own(one) ? one.id.text : fullName(one), one.title ?? ''));
    }
    case 'runner':
      return [
        ...sections.flatMap(({ outline }) => outline.runners).map(({ text }) => plain(text, 'runner of this plan')),
        ...Object.entries(registryAgents).map(([name, doc]) => plain(name, doc)),
      ];
    case 'action':
      return actionNames.map((name) => [name, actionOf(name)?.doc ?? '', actionCard(name) ?? '']);
    case 'agent':
      return [
        ...sections.flatMap(({ outline }) => outline.agents).map(({ text }) => plain(text, 'declared in this plan')),
        ...knowledge.agents.map((fact): Named => [fact.name, fact.description.split('\n')[0] ?? '', agentCard(fact)]),
        ...Object.entries({ ...shippedAgents, ...registryAgents }).map(([name, doc]) => plain(name, doc)),
      ];
    case 'issue':
      return [
        ...knowledge.issues.map((fact): Named => [fact.id, fact.title, issueCard(fact)]),
        ...sections.flatMap(({ outline }) => outline.issues).map(({ id, title }) => plain(id.text, title ?? '')),
      ];
  }
}
