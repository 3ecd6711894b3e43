import type { DescribedType } from './agent-type.ts';

/** What each step of SPARC asks of an agent. */
const sparcMeaning = {
  specification:
    'Work out what is wanted: requirements, edge cases, constraints, and how each can be checked. Write no production code yet.',
  pseudocode: 'Write the algorithm and data flow in pseudocode, with the tests that it will have to pass.',
  architecture:
    'Design the parts, their interfaces and how data flows between them; write the design down where the others find it.',
  refinement: 'Implement it test first, then improve it: correctness, clarity, speed, errors.',
  completion: 'Bring it to an end: integration, documentation, and everything green.',
} as const;

export type SparcMode = keyof typeof sparcMeaning;

/** What a prompt says of its mode. */
export const sparcSection = (mode: SparcMode): string => sectionOf(mode, sparcMeaning[mode]);

const sectionOf = (mode: string, meaning: string): string => `## SPARC: ${mode}\n\n${meaning}`;

/** The modes as types of agents, `sparc-refinement` and so on: whoever describes a type of that name goes before them. */
export const sparcTypes: readonly (DescribedType & { readonly source: string })[] = Object.entries(sparcMeaning).map(
  ([mode, meaning]) => ({
    name: `sparc-${mode}`,
    description: meaning,
    prompt: sectionOf(mode, meaning),
    model: undefined,
    source: 'SPARC',
  }),
);
