import type { Facts } from '../../../src/plan/model/knowledge.ts';

/**
 * Plans with notes. A head of `# issues: id=status …`, `# agents: name …`, `# missing: program …`, `# unmatched: glob …` and `# lacking: tool …` says what is known
 * of the world; what it does not speak of, nobody can say.
 */
export function factsOf(text: string): Facts {
  const words = (name: string): readonly string[] | undefined =>
    new RegExp(`^# ${name}:(.*)$`, 'm')
      .exec(text)?.[1]
      ?.trim()
      .split(/ +/)
      .filter((word) => word !== '');
  const none = (name: string): Readonly<Record<string, boolean>> =>
    Object.fromEntries((words(name) ?? []).map((word) => [word, false]));
  const issues = words('issues')?.map((word) => {
    const [id = '', status = ''] = word.split('=');
    return { id, title: id, status, priority: 2, type: 'task' };
  });
  const agents = words('agents')?.map((name) => ({ name, description: '', source: '' }));
  return {
    ...(issues ? { issues } : {}),
    ...(agents ? { agents } : {}),
    programs: none('missing'),
    globs: none('unmatched'),
    tools: none('lacking'),
  };
}

export type Want = {
  /** From nought. */
  readonly line: number;
  readonly code: string;
  readonly at: string | undefined;
  readonly fix: string | undefined;
};

/** What the notes `# want "code" at="text" fix="title"` ask for on their lines. */
export function wantsOf(text: string): readonly Want[] {
  return text
    .split('\n')
    .flatMap((content, line) =>
      [...content.matchAll(/# want "([\w-]+)"(?: at="((?:\\.|[^"\\])*)")?(?: fix="((?:\\.|[^"\\])*)")?/g)].map(
        ([, code = '', at, fix]) => ({ line, code, at: at?.replace(/\\(.)/g, '$1'), fix: fix?.replaceAll('\\"', '"') }),
      ),
    );
}
