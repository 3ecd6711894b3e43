// A real Dolt server with a Beads database in it, for the time of a test.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, createConnection } from 'mysql2/promise';
import { cachedEntry } from '../../scripts/caches.ts';
import { findProgram } from '../../src/adapters/programs.ts';

/** On PATH, or built into the cache. */
const doltProgram = findProgram('dolt', { cwd: process.cwd() }) ?? cachedEntry('dolt');

/** For a test that needs it: false, or the reason to skip. */
export const noDolt: string | false =
  doltProgram === undefined ? 'there is no dolt: npm run fetch -- dolt builds one where Go is' : false;

export type DoltTracker = {
  /** The `.beads` folder. */
  readonly beads: string;
  start(): Promise<void>;
  /** As a crash would end it. */
  kill(): Promise<void>;
  /** What another program writes, statement by statement. */
  write(...statements: readonly string[]): Promise<void>;
};

const schema = path.resolve(import.meta.dirname, '../fixtures/dolt/schema-bd-1.0.3.sql');

/** The tables are those that bd 1.0.3 makes (`SHOW CREATE TABLE`). */
export async function doltTracker(folder: string): Promise<DoltTracker> {
  const beads = path.join(folder, '.beads');
  const data = path.join(beads, 'dolt');
  await mkdir(data, { recursive: true });
  const port = await freePort();
  const metadata = { backend: 'dolt', dolt_mode: 'server', dolt_database: 'nova', dolt_server_port: port };
  await writeFile(path.join(beads, 'metadata.json'), JSON.stringify(metadata));
  let server: ReturnType<typeof spawn> | undefined;
  const connect = (): Promise<Connection> =>
    createConnection({ host: '127.0.0.1', port, user: 'root', multipleStatements: true });
  const start = async (): Promise<void> => {
    server = spawn(
      doltProgram ?? 'dolt',
      ['sql-server', '--host', '127.0.0.1', '--port', String(port), '--data-dir', data],
      {
        stdio: 'ignore',
        env: { ...process.env, HOME: folder, DOLT_ROOT_PATH: folder },
      },
    );
    for (let turn = 0; turn < 300; turn++) {
      const connection = await connect().catch(() => undefined);
      if (connection !== undefined) return connection.end();
      await pause(100);
    }
    throw new Error('the Dolt server did not start');
  };
  const write = async (...statements: readonly string[]): Promise<void> => {
    const connection = await connect();
    try {
      await connection.query('USE nova');
      for (const statement of statements) await connection.query(statement);
    } finally {
      await connection.end();
    }
  };
  await start();
  const connection = await connect();
  await connection.query('CREATE DATABASE nova');
  await connection.end();
  await write(
    await readFile(schema, 'utf8'),
    "CALL DOLT_COMMIT('-Am', 'tables', '--author', 'ann <ann@example.invalid>')",
  );
  const kill = async (): Promise<void> => {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  };
  return { beads, start, kill, write };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
