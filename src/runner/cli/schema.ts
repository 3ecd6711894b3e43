import { jsonSchema } from '../../plan/schema/json-schema.ts';
import { type Command, exitCode } from './command.ts';

export const schemaCommand: Command = {
  name: 'schema',
  usage: 'schema',
  summary: 'the JSON Schema of phase plans, draft 2020-12',
  run: async (_words, io) => {
    io.out(JSON.stringify(jsonSchema(), null, 2));
    return exitCode.ok;
  },
};
