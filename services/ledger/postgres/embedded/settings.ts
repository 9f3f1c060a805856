/** Names every part of the launcher agrees on. */
export const OWNER = 'foja_owner';
export const APP = 'foja_app';
export const DATABASE = 'foja';

/**
 * What the embedded server is told at each start, over PostgreSQL's defaults.
 * Two ideas: an acknowledged commit is on disk, and nothing a person typed reaches the server's log.
 */
export function serverSettings(port: number): string {
  return `# Written by Foja at each start; changes here are lost. Use ALTER SYSTEM instead.
listen_addresses = '127.0.0.1'
port = ${port}
unix_socket_directories = ''
max_connections = 100
password_encryption = 'scram-sha-256'

# Durability.
fsync = on
synchronous_commit = on
full_page_writes = on
wal_compression = 'pglz'
# As much log as a copy made while the server runs needs (foja backup); nobody else follows it.
wal_level = replica
max_wal_senders = 0

# A small machine.
shared_buffers = '128MB'
work_mem = '8MB'
maintenance_work_mem = '64MB'
max_wal_size = '2GB'
min_wal_size = '256MB'
checkpoint_timeout = '15min'
max_parallel_workers_per_gather = 1
jit = off

# No statement, parameter, or row content in the log. Errors go to the client that caused them, and only there: their very
# first line may quote what was sent (invalid input syntax for …).
log_min_messages = 'log'
log_destination = 'stderr'
logging_collector = off
log_statement = 'none'
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_min_error_statement = 'panic'
log_error_verbosity = 'terse'
log_checkpoints = off
log_timezone = 'UTC'
timezone = 'UTC'
lc_messages = 'C'

# A client that vanished without a word is noticed.
tcp_keepalives_idle = 30
tcp_keepalives_interval = 10
tcp_keepalives_count = 3
client_connection_check_interval = '5s'
`;
}
