/** What a mention may name, and where such names come from. */
export type ReferenceKind = 'phase' | 'task' | 'agent' | 'runner' | 'issue' | 'action';

/** Texts with a form of their own; each has one reader in `formats.ts`. */
export type Format =
  | 'slug'
  | 'duration'
  | 'effort'
  | 'money'
  | 'count'
  | 'regex'
  | 'comparison'
  | 'json-comparison'
  | 'glob'
  | 'command'
  | 'prose';

/** A value out of a fixed list: what it is called, and what it means. */
export type Choices = Readonly<Record<string, string>>;

export type Type =
  | {
      readonly is: 'text';
      readonly format?: Format;
      readonly refers?: ReferenceKind;
      readonly suggests?: Choices;
      /** It is the path of one of these, relative to the workspace. */
      readonly names?: 'file' | 'folder';
    }
  | { readonly is: 'choice'; readonly of: Choices }
  | { readonly is: 'number'; readonly least?: number; readonly most?: number; readonly whole?: true }
  | { readonly is: 'boolean' }
  | { readonly is: 'constant'; readonly value: string | number | boolean }
  /** With `single`, one item alone stands for a list of one. */
  | { readonly is: 'list'; readonly of: Type; readonly single?: true }
  /** A mapping whose keys are names that the author gives. */
  | { readonly is: 'map'; readonly of: Type; readonly declares?: ReferenceKind; readonly names: string }
  | { readonly is: 'record'; readonly record: RecordName }
  /** The first whose YAML kind fits. */
  | { readonly is: 'either'; readonly of: readonly Type[] }
  /** The arguments of the action that `uses` beside it names. */
  | { readonly is: 'arguments' }
  | { readonly is: 'any' };

export type RecordName =
  | 'plan'
  | 'limits'
  | 'budget'
  | 'agent-limits'
  | 'permission'
  | 'swarm'
  | 'worktrees'
  | 'runner'
  | 'acp-command'
  | 'agent'
  | 'issue'
  | 'hook'
  | 'hook-failure'
  | 'phase'
  | 'task'
  | 'done'
  | 'step'
  | 'expect'
  | 'criterion'
  | 'checklist'
  | 'checklist-item';

export type Property = {
  readonly type: Type;
  /** Written for people, one or two sentences; Markdown. */
  readonly doc: string;
  readonly required?: true;
  /** What holds when it is absent, in words. */
  readonly absent?: string;
  readonly example?: string;
};

export type RecordShape = {
  readonly doc: string;
  readonly properties: Readonly<Record<string, Property>>;
  /** Of these keys exactly one (or at most one) has to be there. */
  readonly one?: { readonly of: readonly string[]; readonly optional?: true };
  /** A key that makes sense only beside another. */
  readonly beside?: Readonly<Record<string, string>>;
  /** Other keys are let pass. */
  readonly open?: true;
};

export const text: Type = { is: 'text' };
export const prose: Type = { is: 'text', format: 'prose' };
export const boolean: Type = { is: 'boolean' };
export const record = (name: RecordName): Type => ({ is: 'record', record: name });
export const format = (name: Format): Type => ({ is: 'text', format: name });
export const refers = (kind: ReferenceKind): Type => ({ is: 'text', refers: kind });
export const choice = (of: Choices): Type => ({ is: 'choice', of });
export const list = (of: Type): Type => ({ is: 'list', of });
export const listOrOne = (of: Type): Type => ({ is: 'list', of, single: true });
export const whole = (least: number, most?: number): Type =>
  most === undefined ? { is: 'number', least, whole: true } : { is: 'number', least, most, whole: true };
export const map = (of: Type, names: string, declares?: ReferenceKind): Type =>
  declares === undefined ? { is: 'map', of, names } : { is: 'map', of, names, declares };
export const either = (...of: readonly Type[]): Type => ({ is: 'either', of });

/** Whether a text is one of the choices. */
export const isChoice = <C extends Choices>(of: C, text: string | undefined): text is keyof C & string =>
  text !== undefined && Object.hasOwn(of, text);

/** The choices in their order. */
export const choicesOf = <C extends Choices>(of: C): readonly (keyof C & string)[] =>
  Object.keys(of).filter((text): text is keyof C & string => isChoice(of, text));
