import { array, callFor, type Json, names, object, openWish, type ServerEvent, words } from './turn.ts';

const usageMetadata = { promptTokenCount: 1000, candidatesTokenCount: 20, totalTokenCount: 1020 };

/** Gemini's `streamGenerateContent`: the model calls `write_file` or a server's tool once, then is finished. */
export function geminiStream(body: Json): readonly ServerEvent[] {
  const contents = array(body['contents']);
  const open = openWish(contents, (content) =>
    array(object(content)['parts']).some((part) => object(part)['functionResponse'] !== undefined),
  );
  const offered = array(body['tools']).flatMap((tool) =>
    names(object(tool)['functionDeclarations'], ({ name }) => name),
  );
  const wanted = callFor(open, offered, { write_file: (path, content) => ({ file_path: path, content }) });
  const call = wanted && { functionCall: { name: wanted.name, args: wanted.input } };
  const candidate = (part: Json, more: Json = {}): ServerEvent => ({
    data: { candidates: [{ index: 0, content: { role: 'model', parts: [part] }, ...more }], usageMetadata },
  });
  return [
    ...words(call !== undefined).map((text) => candidate({ text })),
    candidate(call ?? { text: '' }, { finishReason: 'STOP' }),
  ];
}

/** One answer; where the agent asks for JSON, one that satisfies its small questions (which model, who speaks next). */
export function geminiAnswer(body: Json): Json {
  const settings = object(body['generationConfig']);
  const json = settings['responseMimeType'] === 'application/json' || settings['responseJsonSchema'] !== undefined;
  const text = json
    ? JSON.stringify({
        reasoning: 'x',
        next_speaker: 'user',
        model_choice: 'flash',
        complexity_reasoning: 'x',
        complexity_score: 10,
      })
    : 'ok';
  return {
    candidates: [{ index: 0, content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }],
    usageMetadata,
  };
}
