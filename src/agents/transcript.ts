import type { AgentUpdate, PermissionRequest, ToolKind, Usage } from './agent.ts';

/** A piece of the document, rendered again only when it changed. */
type Block = { rendered: string | undefined; render(): string };

type Tool = Extract<AgentUpdate, { kind: 'tool' }>;
type Talk = 'message' | 'thought' | 'other';
type PlanEntries = Extract<AgentUpdate, { kind: 'plan' }>['entries'];

/** What is shown in one place and may change there. */
type Shown<T> = { value: T; readonly block: Block };
type Asked = { readonly request: PermissionRequest; readonly answer: string };

/**
 * What an agent did, as a Markdown document that reads well as plain text too: prompt and thoughts quoted, messages joined, tool calls,
 * questions and the plan each in one place however often they change, usage at the end. Adding is cheap; the text is put together on demand.
 */
export class Transcript {
  readonly #blocks: Block[] = [];
  readonly #tools = new Map<string, Shown<Tool>>();
  readonly #asked = new Map<string, Shown<Asked>>();
  #talk: { readonly kind: Talk; readonly parts: string[]; readonly block: Block } | undefined;
  #plan: Shown<PlanEntries> | undefined;
  #usage: Usage | undefined;

  add(update: AgentUpdate): void {
    switch (update.kind) {
      case 'message':
      case 'thought':
        this.#say(update.kind, update.text);
        break;
      case 'other':
        this.#say('other', `- ${update.name}${update.detail === '' ? '' : `: ${oneLine(update.detail)}`}\n`);
        break;
      case 'tool':
        this.#addTool(update);
        break;
      case 'plan':
        this.#addPlan(update.entries);
        break;
      case 'permission':
        this.#ask(update.request);
        break;
      case 'answered':
        this.#answer(update);
        break;
      case 'usage':
        this.#usage = update.usage;
        break;
      case 'prompt':
        this.#push(() => `## Prompt\n\n${quoted(update.text)}`);
        break;
      case 'started':
        this.#push(() => startedText(update));
        break;
      case 'spawned':
    }
  }

  /** The whole document as it stands; ends with a line end unless it is empty. */
  text(): string {
    const parts = this.#blocks.map((block) => {
      block.rendered ??= block.render();
      return block.rendered;
    });
    if (this.#usage !== undefined) parts.push(`---\n\n${usageText(this.#usage)}`);
    const text = parts.filter((part) => part !== '').join('\n\n');
    return text === '' ? '' : `${text}\n`;
  }

  #push(render: () => string): Block {
    this.#talk = undefined;
    const block: Block = { rendered: undefined, render };
    this.#blocks.push(block);
    return block;
  }

  #say(kind: Talk, text: string): void {
    if (this.#talk?.kind !== kind) {
      const parts: string[] = [];
      const block = this.#push(() => talkText(kind, parts.join('')));
      this.#talk = { kind, parts, block };
    }
    this.#talk.parts.push(text);
    this.#talk.block.rendered = undefined;
  }

  #addTool(tool: Tool): void {
    const known = this.#tools.get(tool.id);
    if (known === undefined) this.#tools.set(tool.id, this.#show(tool, toolText));
    else change(known, tool);
  }

  #addPlan(entries: PlanEntries): void {
    if (this.#plan === undefined) this.#plan = this.#show(entries, planText);
    else change(this.#plan, entries);
  }

  #ask(request: PermissionRequest): void {
    this.#asked.set(request.id, this.#show<Asked>({ request, answer: '' }, askedText));
  }

  #answer({ request, option, by }: Extract<AgentUpdate, { kind: 'answered' }>): void {
    const asked = this.#asked.get(request);
    const name = asked?.value.request.options.find(({ id }) => id === option)?.name ?? option;
    const answer = `${name} (${byWhom[by]})`;
    if (asked === undefined) this.#say('other', `- answered ${request}: ${answer}\n`);
    else change(asked, { ...asked.value, answer });
  }

  #show<T>(value: T, render: (value: T) => string): Shown<T> {
    const shown: Shown<T> = { value, block: this.#push(() => render(shown.value)) };
    return shown;
  }
}

function change<T>(shown: Shown<T>, value: T): void {
  shown.value = value;
  shown.block.rendered = undefined;
}

/** The document of a whole history. */
export function transcriptOf(updates: Iterable<AgentUpdate>): string {
  const transcript = new Transcript();
  for (const update of updates) transcript.add(update);
  return transcript.text();
}

const byWhom = { policy: 'by policy', person: 'by a person', cancel: 'because the turn was stopped' } as const;

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');

const quoted = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');

function talkText(kind: Talk, text: string): string {
  if (text.trim() === '') return '';
  return kind === 'thought' ? quoted(`*thinks* ${text.trim()}`) : text.trim();
}

function startedText({ name, version, session, pid }: Extract<AgentUpdate, { kind: 'started' }>): string {
  const facts = [session === '' ? '' : `session \`${session}\``, pid === undefined ? '' : `process ${pid}`].filter(
    (fact) => fact !== '',
  );
  return [`## ${[name, version].filter((word) => word !== '').join(' ')}`, facts.join(' · ')]
    .filter((part) => part !== '')
    .join('\n\n');
}

const marks = { pending: '○', in_progress: '◐', completed: '●', failed: '✗' } as const;
const states = { pending: 'waiting', in_progress: 'running', completed: 'done', failed: 'failed' } as const;

function toolText({ title, tool, status, files, output }: Tool): string {
  const others = files.filter(
    (file) => !title.includes(file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)),
  );
  const head = `${marks[status]} **${oneLine(title)}** · ${tool} · ${states[status]}`;
  return [
    head,
    ...others.map((file) => `  \`${file}\``),
    ...(output.trim() === '' ? [] : ['', fenced(output, languageOf(tool, output))]),
  ].join('\n');
}

function planText(entries: PlanEntries): string {
  const line = { pending: '- [ ] ', in_progress: '- [ ] ▸ ', completed: '- [x] ' } as const;
  return ['**Plan**', '', ...entries.map(({ text, status }) => `${line[status]}${oneLine(text)}`)].join('\n');
}

function askedText({ request: { title, tool, detail }, answer }: Asked): string {
  const head = `? **${oneLine(title)}** · ${tool} · ${answer === '' ? 'waiting for an answer' : answer}`;
  return detail.trim() === '' ? head : `${head}\n\n${fenced(detail)}`;
}

/** What an edit shows is most often the change, with its signs before the lines. */
const languageOf = (tool: ToolKind, output: string): string =>
  tool === 'edit' && /^[-+] /m.test(output) ? 'diff' : '';

/** A fence that nothing inside can close. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n+$/, '')}\n${fence}`;
}

function usageText({ tokens, cost, context }: Usage): string {
  const parts = [`${tokens} tokens`];
  if (cost !== undefined) parts.push(`$${cost.toFixed(2)}`);
  if (context !== undefined) parts.push(`context ${context.used} of ${context.size}`);
  return `Usage: ${parts.join(' · ')}`;
}
