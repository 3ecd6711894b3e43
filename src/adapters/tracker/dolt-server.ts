import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { Failure } from '../../base/failure.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { errorText } from '../files.ts';
import { readMetadata } from './find.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where a tracker's Dolt server listens, and who asks. */
export type DoltAddress = {
  readonly host: string;
  readonly port: number;
  readonly socketPath: string | undefined;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly tls: boolean;
};

/** Beads' own default. */
const defaultPort = 3307;

const connectMilliseconds = 5000;
const queryMilliseconds = 60_000;

/**
 * Found as bd 1.0.3 does (`internal/configfile/configfile.go`): its variables, then `metadata.json`; the port of a server that `bd` itself started is
 * in `dolt-server.port`. The password is only ever in the environment.
 */
export async function doltAddress(beads: string, env: Environment = process.env): Promise<DoltAddress> {
  const metadata = await readMetadata(beads);
  const started = await readFile(path.join(beads, 'dolt-server.port'), 'utf8').catch(() => '');
  const ports = [env['BEADS_DOLT_SERVER_PORT'], env['BEADS_DOLT_PORT'], started.trim(), metadata.dolt_server_port];
  return {
    host: env['BEADS_DOLT_SERVER_HOST'] || metadata.dolt_server_host || '127.0.0.1',
    port: ports.map(Number).find((port) => Number.isInteger(port) && port > 0) ?? defaultPort,
    socketPath: env['BEADS_DOLT_SERVER_SOCKET'] || metadata.dolt_server_socket || undefined,
    user: env['BEADS_DOLT_SERVER_USER'] || metadata.dolt_server_user || 'root',
    password: env['BEADS_DOLT_PASSWORD'] || undefined,
    database: env['BEADS_DOLT_SERVER_DATABASE'] || metadata.dolt_database || 'beads',
    tls: ['1', 'true'].includes(env['BEADS_DOLT_SERVER_TLS'] ?? String(metadata.dolt_server_tls ?? '')),
  };
}

/** A row as the server gives it: text, numbers, JSON and null; dates are text. */
export type Row = Readonly<Record<string, unknown>>;

export type Ask = (sql: string, values?: readonly (string | readonly string[])[]) => Promise<readonly Row[]>;

/** A line to a Dolt server: made when it is needed, and again when it broke. Only ever reads. */
export class DoltServer implements Disposable {
  readonly #address: () => Promise<DoltAddress>;
  readonly #gone = new Emitter<void>();
  /** Told when the line breaks while nothing is asked: nobody else would say that the server is gone. */
  readonly onGone = this.#gone.listen;
  #connection: Promise<Connection> | undefined;

  constructor(address: () => Promise<DoltAddress>) {
    this.#address = address;
  }

  /** Asks several things about one and the same moment. A line that broke since it was last used is made again, once. */
  async read<T>(use: (ask: Ask) => Promise<T>): Promise<Result<T, Failure>> {
    const first = await this.#once(use);
    return first.ok || !first.error.isLineGone ? first : this.#once(use);
  }

  async #once<T>(use: (ask: Ask) => Promise<T>): Promise<Result<T, Failure & { readonly isLineGone: boolean }>> {
    const isOld = this.#connection !== undefined;
    try {
      this.#connection ??= this.#connect();
      const connection = await this.#connection;
      const ask: Ask = async (sql, values = []) => {
        const [rows] = await connection.query<RowDataPacket[]>({
          sql,
          values: values.map((value) => (typeof value === 'string' ? value : [...value])),
          timeout: queryMilliseconds,
        });
        return rows;
      };
      await connection.query('START TRANSACTION READ ONLY');
      try {
        return ok(await use(ask));
      } finally {
        await connection.query('ROLLBACK').catch(() => this.#drop());
      }
    } catch (error) {
      const isSql = isSqlError(error);
      if (!isSql) this.#drop();
      return fail({ kind: 'dolt-failed', detail: errorText(error), isLineGone: isOld && !isSql });
    }
  }

  async #connect(): Promise<Connection> {
    const { tls, socketPath, password, ...address } = await this.#address();
    // Loaded when the first tracker behind a server is opened: few are.
    const { createConnection } = await import('mysql2/promise');
    const connection = await createConnection({
      ...address,
      ...(socketPath === undefined ? {} : { socketPath }),
      ...(password === undefined ? {} : { password }),
      ...(tls ? { ssl: {} } : {}),
      connectTimeout: connectMilliseconds,
      dateStrings: true,
      supportBigNumbers: true,
    });
    // Told with every query that follows; without a listener it would end the process.
    connection.on('error', () => {
      this.#drop();
      this.#gone.emit();
    });
    return connection;
  }

  #drop(): void {
    void this.#connection?.then(
      (connection) => connection.destroy(),
      () => {},
    );
    this.#connection = undefined;
  }

  dispose(): void {
    this.#gone.dispose();
    this.#drop();
  }
}

/** Whether the server answered, with a refusal. */
const isSqlError = (error: unknown): boolean =>
  error instanceof Error &&
  'sqlState' in error &&
  typeof error.sqlState === 'string' &&
  !('fatal' in error && error.fatal);
