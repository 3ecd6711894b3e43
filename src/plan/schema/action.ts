/** What an argument holds; every argument also takes a template `${{ … }}`, which is checked by name only. */
export type ArgumentType =
  | 'text'
  | 'number'
  | 'boolean'
  /** A list of texts; one text with commas is the same. */
  | 'list'
  /** A path in the workspace, forward slashes. */
  | 'path'
  /** An issue id: checked like any other mention of an issue. */
  | 'issue'
  | 'issues'
  /** critical high medium low backlog, or 0–4. */
  | 'priority'
  /** A Beads status; `-` is read as `_`. */
  | 'status'
  /** `30m`, `3d`, … */
  | 'duration'
  /** Any YAML value. */
  | 'any';

export type Argument = {
  readonly type: ArgumentType;
  readonly doc: string;
  readonly required?: true;
  /** All values that it may have, for `text`. */
  readonly values?: readonly string[];
};

export type Action = {
  /** For people: what it is for. */
  readonly doc: string;
  /** For people: what it really calls today. */
  readonly does: string;
  /** What has to be on the machine or in the workspace. */
  readonly needs: 'tracker' | 'claude-flow' | 'claude' | 'git' | 'nothing';
  /** Tool of claude-flow's server that carries it out. */
  readonly tool?: string;
  readonly arguments: Readonly<Record<string, Argument>>;
  /** It means something of its own without any argument, required ones included. */
  readonly bare?: true;
  /** The command line that plans wrote for it: `run:` steps with these words are offered the action, and an import translates them. */
  readonly command: {
    readonly program: 'bd' | 'claude-flow' | 'claude' | 'git';
    readonly words: readonly string[];
    /** Arguments that stand without a flag, in order. */
    readonly positional?: readonly string[];
    /** Flags spelled otherwise than the argument; the rest are `--argument`. */
    readonly flags?: Readonly<Record<string, string>>;
    /** Flags that must have this value for the words to mean this action (`--action store`). */
    readonly when?: Readonly<Record<string, string>>;
    /** Whether today's program still takes the words and does what they say. */
    readonly today: 'works' | 'changed' | 'gone';
  };
};
