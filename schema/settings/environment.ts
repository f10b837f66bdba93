/** A setting from the environment or a flag of the same name (`DATA_DIR` is `--data-dir`). */
export interface EnvironmentSetting {
  name: string
  /** Undefined: unset unless given. */
  default: string | undefined
  help: string
  /** Never printed or logged. */
  secret?: boolean
}

/** Every environment setting, in the order in which `--help` prints them. */
export const ENVIRONMENT: readonly EnvironmentSetting[] = [
  { name: 'HOST', default: '127.0.0.1', help: 'address to listen on; any but loopback needs the tokens' },
  { name: 'PORT', default: '8080', help: 'port to listen on; 0 takes a free one and prints it' },
  { name: 'DATA_DIR', default: './data', help: 'folder of the embedded log and the embedded database' },
  {
    name: 'KAFKA_BROKERS',
    default: undefined,
    help: 'host:port of Kafka brokers, comma-separated; unset, the log is embedded',
  },
  { name: 'KAFKA_PREFIX', default: 'barograph', help: 'its topics and consumer groups begin with this' },
  {
    name: 'KAFKA_PARTITIONS',
    default: '8',
    help: 'partitions that the topic is made with; never change them while it holds records',
  },
  {
    name: 'KAFKA_REPLICATION',
    default: undefined,
    help: "copies of each record that the topic is made with; unset, the brokers' default",
  },
  { name: 'KAFKA_TLS', default: 'off', help: 'on encrypts the connections to the brokers' },
  {
    name: 'KAFKA_CA_FILE',
    default: undefined,
    help: "PEM file of the authorities that sign the brokers' certificates; unset, the well-known ones",
  },
  {
    name: 'KAFKA_SASL_MECHANISM',
    default: undefined,
    help: 'plain, scram-sha-256 or scram-sha-512; unset, no login',
  },
  { name: 'KAFKA_USER', default: undefined, help: 'user at the brokers' },
  { name: 'KAFKA_PASSWORD', default: undefined, help: 'password at the brokers', secret: true },
  {
    name: 'CLICKHOUSE_URL',
    default: undefined,
    help: 'http(s)://host:port of a ClickHouse server; unset, ClickHouse is embedded',
  },
  { name: 'CLICKHOUSE_USER', default: 'default', help: 'user at the ClickHouse server' },
  {
    name: 'CLICKHOUSE_PASSWORD',
    default: undefined,
    help: 'password at the ClickHouse server',
    secret: true,
  },
  {
    name: 'CLICKHOUSE_DATABASE',
    default: 'barograph',
    help: 'database there; made if it is missing',
  },
  {
    name: 'CLICKHOUSE_CA_FILE',
    default: undefined,
    help: "PEM file of the authority that signs the server's certificate; unset, the well-known ones",
  },
  {
    name: 'CLICKHOUSE_CLUSTER',
    default: undefined,
    help: 'cluster of one shard over which the tables are replicated; three replicas are best',
  },
  { name: 'ROLES', default: 'all', help: 'all, or a list of ingest, load, correlate, api' },
  { name: 'DEFAULT_SCOPE', default: 'default', help: 'scope of records that name none' },
  {
    name: 'SETTINGS_FILE',
    default: './barograph.yaml',
    help: 'correlation rules, mappings, limits, retention; optional',
  },
  { name: 'LATENESS', default: '10m', help: 'how far out of order an event may come and still be sorted in' },
  {
    name: 'CLOCK_TOLERANCE',
    default: '2m',
    help: "how far ahead a sender's clock may be before it is corrected",
  },
  { name: 'RESOLVE_TIMEOUT', default: '5m', help: 'an Alertmanager v2 alert without endsAt ends after this' },
  { name: 'TICK', default: '5s', help: 'how often time moves on between events' },
  {
    name: 'ALLOWED_HOSTS',
    default: undefined,
    help: 'host names besides loopback and HOST that requests may name',
  },
  { name: 'INGEST_TOKEN', default: undefined, help: 'bearer token of senders', secret: true },
  {
    name: 'ADMIN_TOKEN',
    default: undefined,
    help: 'bearer token of people and of reading clients',
    secret: true,
  },
  {
    name: 'HEARTBEAT_URL',
    default: undefined,
    help: "http(s) address that hears from us while we can see; a dead man's switch of another system",
    secret: true,
  },
  { name: 'HEARTBEAT_INTERVAL', default: '60s', help: 'how often it does' },
  { name: 'LOG_LEVEL', default: 'info', help: 'debug, info, warn or error' },
  { name: 'SHUTDOWN_TIMEOUT', default: '8s', help: 'how long a stop waits for work in hand' },
]
