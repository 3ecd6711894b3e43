import type { AgentUpdate, Usage } from '../../agents/agent.ts';
import { blockText, ToolCalls } from './tool-calls.ts';
import { bounded, type Fields, list, number, oneOf, record, shown, text } from './wire.ts';

const mostText = 65_536;
const mostDetail = 2000;
const planStates = ['pending', 'in_progress', 'completed'] as const;

/** Translates `session/update` notifications of one session; knows what came before, because ACP sends differences. */
export class UpdateReader {
  readonly toolCalls: ToolCalls;
  #usage: Usage = { tokens: 0, cost: undefined, context: undefined };

  constructor(cwd: string) {
    this.toolCalls = new ToolCalls(cwd);
  }

  /** The update in a notification's parameters; undefined for one that says nothing. */
  read(params: unknown): AgentUpdate | undefined {
    const update = record(record(params)['update']);
    const name = text(update['sessionUpdate']);
    switch (name) {
      case 'agent_message_chunk':
        return chunk('message', update);
      case 'agent_thought_chunk':
        return chunk('thought', update);
      case 'user_message_chunk':
        // Our own prompt, played back.
        return undefined;
      case 'session_info_update':
        return text(update['title']) === ''
          ? undefined
          : { kind: 'other', name, detail: bounded(text(update['title']), mostDetail) };
      case 'tool_call':
      case 'tool_call_update':
        return this.toolCalls.take(update);
      case 'plan':
        return { kind: 'plan', entries: list(update['entries']).map(record).map(planEntry) };
      case 'usage_update':
        return this.#readUsage(update);
      default:
        return { kind: 'other', name: name || 'unnamed update', detail: detailOf(name, update) };
    }
  }

  /** Tokens that the answer to a prompt counts, where it does. */
  readEnd(response: unknown): AgentUpdate | undefined {
    const total = number(record(record(response)['usage'])['totalTokens']);
    if (total === undefined || total <= this.#usage.tokens) return undefined;
    this.#usage = { ...this.#usage, tokens: total };
    return { kind: 'usage', usage: this.#usage };
  }

  /** What fills the context has been sent, so it is a floor for all tokens so far. */
  #readUsage(update: Fields): AgentUpdate {
    const used = number(update['used']);
    const size = number(update['size']);
    const price = record(update['cost']);
    const cost = price['currency'] === 'USD' ? number(price['amount']) : undefined;
    this.#usage = {
      tokens: Math.max(this.#usage.tokens, used ?? 0),
      cost: cost ?? this.#usage.cost,
      context: used === undefined || size === undefined ? this.#usage.context : { used, size },
    };
    return { kind: 'usage', usage: this.#usage };
  }
}

function chunk(kind: 'message' | 'thought', update: Fields): AgentUpdate | undefined {
  const said = bounded(blockText(update['content']), mostText);
  return said === '' ? undefined : { kind, text: said };
}

const planEntry = (entry: Fields): { text: string; status: (typeof planStates)[number] } => ({
  text: bounded(text(entry['content']), mostDetail),
  status: oneOf(entry['status'], planStates) ?? 'pending',
});

/** What a person may want to know of the kinds that have no form of their own. */
function detailOf(name: string, update: Fields): string {
  switch (name) {
    case 'current_mode_update':
      return text(update['currentModeId']);
    case 'available_commands_update':
      // Dozens, and of no use to somebody who reads what an agent did.
      return `${list(update['availableCommands']).length} commands`;
    case 'config_option_update':
      return list(update['configOptions'])
        .map((option) => `${text(record(option)['name'])}: ${String(record(option)['currentValue'] ?? '')}`)
        .join(', ');
    case 'compaction_update':
      return text(update['error']) || text(update['status']);
    case 'compaction_summary_chunk':
      return bounded(blockText(update['content']), mostDetail);
    case 'notice':
      return text(update['message']) || shown(update, mostDetail);
    default:
      return shown(update, mostDetail);
  }
}
