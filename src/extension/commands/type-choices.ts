import type { Permissions } from '../../agents/agent.ts';
import type { AgentType } from '../../plan/model/plan.ts';
import { line } from '../say/words.ts';

/** A type that the runner found: described in a file, or one of SPARC's modes. */
export type FoundType = { readonly name: string; readonly description: string; readonly source: string };

export type TypeChoice = {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly value: string;
};

/**
 * Every type of agent that can be launched, with where it comes from and what each place says of it: role and prompt of a file and of the plan
 * are joined, model and mode are the plan's, and the person's own permissions go before the plan's, all but what it denies. The last choice comes first. Pure.
 */
export function typeChoices(
  found: readonly FoundType[],
  planned: ReadonlyMap<string, AgentType>,
  allowed: Readonly<Record<string, Permissions>>,
  last: string | undefined,
): readonly TypeChoice[] {
  const described = new Map(found.map((type) => [type.name, type]));
  const own = [...planned.keys(), ...found.filter(({ source }) => source !== sparc).map(({ name }) => name)];
  const names = new Set([...own, ...Object.keys(allowed), ...(own.length === 0 ? [anyType] : []), ...described.keys()]);
  const choices = [...names].map((name): TypeChoice => {
    const [file, plan, mine] = [described.get(name), planned.get(name), allowed[name]];
    const sources = [file?.source, plan && 'plan', mine && 'settings'].filter((source) => source !== undefined);
    return {
      label: name,
      description: line(name === last ? 'last choice' : undefined, sources.join(' + ')),
      detail: line(
        firstLine(file?.description) || firstLine(plan?.prompt) || (name === anyType ? 'With no role of its own.' : ''),
        plan && said('plan', plannedWords(plan)),
        mine && said('settings', permissionWords(mine)),
      ),
      value: name,
    };
  });
  return choices.toSorted((one, other) => Number(other.value === last) - Number(one.value === last));
}

/** Offered where nobody has described a type. */
const anyType = 'agent';
const sparc = 'SPARC';

const firstLine = (text = ''): string => text.trim().split('\n')[0] ?? '';

const said = (source: string, words: readonly string[]): string | undefined =>
  words.length === 0 ? undefined : `${source}: ${words.join(', ')}`;

const plannedWords = ({ model, mode, permissions }: AgentType): readonly string[] => [
  ...(model === undefined ? [] : [`model ${model}`]),
  ...(mode === undefined ? [] : [`mode ${mode}`]),
  ...permissionWords(permissions),
];

const permissionWords = (permissions: Permissions): readonly string[] =>
  Object.entries(permissions).map(([kind, rule]) => `${kind} ${typeof rule === 'string' ? rule : 'by pattern'}`);
