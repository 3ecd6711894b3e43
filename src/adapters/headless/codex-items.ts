import path from 'node:path';
import type { AgentUpdate, ToolKind } from '../../agents/agent.ts';
import { bounded, type Fields, list, number, oneOf, record, shown, text } from '../acp/wire.ts';

type ToolUpdate = Extract<AgentUpdate, { kind: 'tool' }>;

/** What an item says; `refused`: what was denied to the agent there, where something was. */
export type ItemNews = { readonly updates: readonly AgentUpdate[]; readonly refused?: string };

const mostText = 65_536;
const mostOutput = 16_384;
const mostTitle = 500;
const mostDetail = 2000;

/** The items of a thread of Codex: each comes whole whenever something in it changes, and messages and thoughts once, when they are complete. */
export class CodexItems {
  readonly #cwd: string;

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  take(item: Fields, isOver: boolean): ItemNews {
    switch (item['type']) {
      case 'agent_message':
        return isOver ? said('message', `${text(item['text'])}\n\n`) : nothing;
      case 'reasoning':
        return isOver ? said('thought', `${text(item['text'])}\n`) : nothing;
      case 'todo_list':
        return { updates: [{ kind: 'plan', entries: list(item['items']).map(record).map(entry) }] };
      case 'error':
        return noted('notice', bounded(text(item['message']), mostDetail));
      case 'command_execution':
        return this.#command(item, isOver);
      case 'file_change':
        return this.#change(item, isOver);
      case 'mcp_tool_call':
        return serverCall(item, isOver);
      case 'collab_tool_call':
        return { updates: [call(item, isOver, 'think', `${text(item['tool'])}: ${text(item['prompt'])}`)] };
      case 'web_search':
        return { updates: [call(item, isOver, 'fetch', `Search the web: ${text(item['query'])}`)] };
      default:
        return isOver ? noted(text(item['type']) || 'unnamed item', shown(item, mostDetail)) : nothing;
    }
  }

  #command(item: Fields, isOver: boolean): ItemNews {
    const command = ownCommand(text(item['command']));
    const exit = number(item['exit_code']) ?? 0;
    const output = [text(item['aggregated_output']), exit === 0 ? '' : `(exit code ${exit})`].join('');
    const update = call(item, isOver, 'execute', this.#short(command), output);
    if (item['status'] !== 'declined') return { updates: [update] };
    return { updates: [{ ...update, status: 'failed' }], refused: update.title };
  }

  #change(item: Fields, isOver: boolean): ItemNews {
    const changes = list(item['changes']).map(record);
    const isDeletion = changes.length > 0 && changes.every(({ kind }) => kind === 'delete');
    const words = changes.map((change) => `${text(change['kind'])} ${this.#short(text(change['path']))}`);
    const update = call(item, isOver, isDeletion ? 'delete' : 'edit', words.join(', '));
    return { updates: [{ ...update, files: changes.map((change) => path.resolve(this.#cwd, text(change['path']))) }] };
  }

  /** Paths in the agent's own folder from there on. */
  #short(words: string): string {
    return words.replaceAll(`${this.#cwd}${path.sep}`, '');
  }
}

const nothing: ItemNews = { updates: [] };
const said = (kind: 'message' | 'thought', words: string): ItemNews => ({
  updates: [{ kind, text: bounded(words, mostText) }],
});
const noted = (name: string, detail: string): ItemNews => ({ updates: [{ kind: 'other', name, detail }] });

const entry = (item: Fields): { text: string; status: 'pending' | 'completed' } => ({
  text: bounded(text(item['text']), mostDetail),
  status: item['completed'] === true ? 'completed' : 'pending',
});

function call(item: Fields, isOver: boolean, tool: ToolKind, title: string, output = ''): ToolUpdate {
  return {
    kind: 'tool',
    id: text(item['id']),
    title: bounded(title, mostTitle),
    tool,
    status: oneOf(item['status'], ['in_progress', 'completed', 'failed']) ?? (isOver ? 'completed' : 'in_progress'),
    files: [],
    output: bounded(output, mostOutput),
  };
}

/** A tool of a server, named as over ACP. One that wants a person's approval is refused, because nobody is asked. */
function serverCall(item: Fields, isOver: boolean): ItemNews {
  const title = `${text(item['server'])}.${text(item['tool'])}`;
  const error = text(record(item['error'])['message']);
  const content = list(record(item['result'])['content']).map((part) => text(record(part)['text']));
  const updates = [call(item, isOver, 'other', title, error || content.join('\n'))];
  return /\brequires approval\b/.test(error) ? { updates, refused: title } : { updates };
}

/** The command itself, where Codex hands it to a shell as one word that needs no more than its quotes taken off. */
export function ownCommand(command: string): string {
  const script = /^\S*\b(?:ba|z|da)?sh -l?c (.+)$/s.exec(command)?.[1];
  return /^'([^']*)'$/.exec(script ?? '')?.[1] ?? /^"([^"\\]*)"$/.exec(script ?? '')?.[1] ?? command;
}
