import { jsonSchema } from '../../plan/schema/json-schema.ts';
import { readOptions } from './arguments.ts';
import { type Command, exitCode } from './command.ts';
import { refuse } from './runner-link.ts';

export const schemaCommand: Command = {
  name: 'schema',
  usage: 'schema',
  summary: 'the JSON Schema of phase plans, draft 2020-12',
  run: async (words, io) => {
    const read = readOptions('schema', words, {});
    if (!read.ok) return refuse(io, read.error);
    io.out(JSON.stringify(jsonSchema(), null, 2));
    return exitCode.ok;
  },
};
