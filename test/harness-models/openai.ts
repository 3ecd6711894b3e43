import {
  array,
  callFor,
  type Json,
  names,
  object,
  openWish,
  type ServerEvent,
  type Wish,
  wishIn,
  words,
} from './turn.ts';

/** Chat completions, as `@ai-sdk/openai-compatible` asks for them. */
export function chatCompletions(body: Json, id: string): readonly ServerEvent[] {
  const messages = array(body['messages']);
  const answered = object(messages.at(-1))['role'] === 'tool';
  const offered = names(body['tools'], (tool) => object(tool['function'])['name']);
  const wanted = callFor(answered ? undefined : wishIn(messages), offered, writers);
  const chunk = (delta: Json, finish: string | null, more: Json = {}): ServerEvent => ({
    data: {
      id,
      object: 'chat.completion.chunk',
      created: 1,
      model: body['model'],
      choices: [{ index: 0, delta, finish_reason: finish }],
      ...more,
    },
  });
  const call =
    wanted !== undefined
      ? [
          {
            index: 0,
            id: `call_${id}`,
            type: 'function',
            function: { name: wanted.name, arguments: JSON.stringify(wanted.input) },
          },
        ]
      : [];
  const usage = { prompt_tokens: 1000, completion_tokens: 20, total_tokens: 1020 };
  return [
    chunk({ role: 'assistant', content: '' }, null),
    ...words(call.length > 0).map((content) => chunk({ content }, null)),
    ...call.map((one) => chunk({ tool_calls: [one] }, null)),
    chunk({}, call.length > 0 ? 'tool_calls' : 'stop'),
    { data: { id, object: 'chat.completion.chunk', created: 1, model: body['model'], choices: [], usage } },
    { data: '[DONE]' },
  ];
}

/** How the agents' own write tools want it. */
const writers: Readonly<Record<string, (path: string, content: string) => Json>> = {
  write: (path, content) => ({ filePath: path, content }),
  write_file: (path, content) => ({ file_path: path, content }),
  create: (path, content) => ({ path, file_text: content }),
};

/** Responses, as Codex asks for them: it writes with `apply_patch` or through its shell. */
export function responses(body: Json, id: string): readonly ServerEvent[] {
  const input = array(body['input']);
  const wish = openWish(input, (item) => {
    const { type, call_id: call } = object(item);
    return String(type).endsWith('_call_output') && !String(call).startsWith(waiting);
  });
  // A real model does as it is told there: what its sandbox forbids, it asks to run outside of it.
  const confined = JSON.stringify(body).includes('`sandbox_mode` is `read-only`');
  const call = wish === undefined ? undefined : codexCall(wish, array(body['tools']).map(object), id, confined);
  const text = words(call !== undefined).join('');
  const message = {
    type: 'message',
    id: `msg_${id}`,
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [] }],
  };
  const output: readonly Json[] = call === undefined ? [message] : [message, call];
  const response = { id: `resp_${id}`, object: 'response', created_at: 1, model: body['model'] };
  const details = {
    input_tokens: 1000,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 20,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 1020,
  };
  const events: Json[] = [
    { type: 'response.created', response: { ...response, status: 'in_progress', output: [] } },
    { type: 'response.output_item.added', output_index: 0, item: { ...message, status: 'in_progress', content: [] } },
    { type: 'response.output_text.delta', item_id: message.id, output_index: 0, content_index: 0, delta: text },
    ...output.map((item, index) => ({ type: 'response.output_item.done', output_index: index, item })),
    { type: 'response.completed', response: { ...response, status: 'completed', output, usage: details } },
  ];
  return events.map((data, number) => ({ event: String(data['type']), data: { ...data, sequence_number: number } }));
}

function codexCall(wish: Wish, tools: readonly Json[], id: string, confined: boolean): Json | undefined {
  if ('tool' in wish) return serverCall(wish.tool, tools, id);
  const { path, content } = wish;
  const patch = `*** Begin Patch\n*** Add File: ${path}\n+${content.trim()}\n*** End Patch\n`;
  const base = { id: `call_item_${id}`, call_id: `call_${id}`, status: 'completed' };
  const named = (wanted: string): Json | undefined =>
    tools.find(({ name, type }) => name === wanted || (name === undefined && type === wanted));
  if (named('apply_patch')?.['type'] === 'custom')
    return { ...base, type: 'custom_tool_call', name: 'apply_patch', input: patch };
  const command = `printf '%s\\n' '${content.trim()}' > '${path}'`;
  const escalated = confined ? { sandbox_permissions: 'require_escalated', justification: 'May I write it?' } : {};
  const shells: readonly (readonly [string, Json])[] = [
    ['exec_command', { cmd: command, ...escalated }],
    ['shell_command', { command }],
    ['shell', { command: ['bash', '-lc', command] }],
  ];
  const shell = shells.find(([name]) => named(name) !== undefined);
  if (shell !== undefined)
    return { ...base, type: 'function_call', name: shell[0], arguments: JSON.stringify(shell[1]) };
  const code = `const result = await tools.apply_patch(${JSON.stringify(patch)}); text(JSON.stringify(result));`;
  return named('exec') === undefined ? undefined : { ...base, type: 'custom_tool_call', name: 'exec', input: code };
}

const waiting = 'waiting_';

/** Codex offers the tools of a server as a namespace, and on a busy machine speaks its first words before it has them. */
function serverCall(tool: string, tools: readonly Json[], id: string): Json | undefined {
  const space = tools.find(
    ({ type, tools: own }) => type === 'namespace' && names(own, ({ name }) => name).includes(tool),
  );
  const base = {
    id: `call_item_${id}`,
    call_id: `call_${id}`,
    status: 'completed',
    type: 'function_call',
    arguments: '{}',
  };
  if (space !== undefined) return { ...base, namespace: space['name'], name: tool };
  const wait = { name: 'exec_command', arguments: JSON.stringify({ cmd: 'sleep 1' }) };
  return { ...base, ...wait, call_id: `${waiting}${id}` };
}
