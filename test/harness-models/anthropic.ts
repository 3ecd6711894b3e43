import { array, callFor, type Json, names, object, type ServerEvent, wishIn, words } from './turn.ts';

const usage = { input_tokens: 1000, output_tokens: 20, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };

/** Anthropic's Messages: the model calls `Write` or a server's tool once, then is finished. */
export function anthropicMessages(body: Json, id: string): readonly ServerEvent[] {
  const messages = array(body['messages']);
  const last = array(object(messages.at(-1))['content']).map(object);
  const answered = last.some(({ type }) => type === 'tool_result');
  const offered = names(body['tools'], ({ name }) => name);
  const call = callFor(answered ? undefined : wishIn(messages), offered, {
    Write: (path, content) => ({ file_path: path, content }),
  });
  const message = {
    id,
    type: 'message',
    role: 'assistant',
    model: body['model'],
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  const events: Json[] = [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    ...words(call !== undefined).map((text) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text },
    })),
    { type: 'content_block_stop', index: 0 },
  ];
  if (call !== undefined) {
    const input = JSON.stringify(call.input);
    events.push(
      {
        type: 'content_block_start',
        index: 1,
        content_block: { type: 'tool_use', id: `toolu_${id}`, name: call.name, input: {} },
      },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: input } },
      { type: 'content_block_stop', index: 1 },
    );
  }
  const delta = { stop_reason: call === undefined ? 'end_turn' : 'tool_use', stop_sequence: null };
  events.push({ type: 'message_delta', delta, usage: { output_tokens: 20 } }, { type: 'message_stop' });
  return events.map((data) => ({ event: String(data['type']), data }));
}

/** The same without a stream, which Claude Code asks for small things such as a title. */
export const anthropicAnswer = (body: Json, id: string): Json => ({
  id,
  type: 'message',
  role: 'assistant',
  model: body['model'],
  content: [{ type: 'text', text: 'ok' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage,
});
