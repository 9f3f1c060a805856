/** Names and passwords that a secured listener takes, by SASL/PLAIN and SCRAM-SHA-512; its certificate and key as PEM. */
export interface Secured {
  readonly user: string;
  readonly password: string;
  readonly certificate: string;
  readonly key: string;
}

export interface ServerProperties {
  /** What the broker itself listens on. */
  readonly bind: string;
  /** What clients are told to connect to: this machine. */
  readonly port: number;
  readonly controllerPort: number;
  readonly folder: string;
  readonly secured?: Secured | undefined;
}

/** `server.properties` of one node that is broker and controller, small and quick to start. */
export function serverProperties({ bind, port, controllerPort, folder, secured }: ServerProperties): string {
  const client = secured === undefined ? 'PLAINTEXT' : 'SASL_SSL';
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `CLIENT://${bind}:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENT://127.0.0.1:${port}`,
    'listener.security.protocol.map': `CLIENT:${client},CONTROLLER:PLAINTEXT`,
    // A secured listener takes clients only: the broker's own way to itself is the controller's.
    'inter.broker.listener.name': 'CLIENT',
    'log.dirs': folder,
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'num.network.threads': '2',
    'num.io.threads': '2',
    'background.threads': '2',
    'log.cleaner.dedupe.buffer.size': '4194304',
    ...(secured === undefined ? {} : security(secured)),
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function security({ user, password, certificate, key }: Secured): Record<string, string> {
  const pem = (text: string) => text.trim().replaceAll('\n', '\\n');
  const login = 'org.apache.kafka.common.security';
  return {
    'sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'PLAIN',
    'listener.name.client.plain.sasl.jaas.config': `${login}.plain.PlainLoginModule required username="${user}" password="${password}" user_${user}="${password}";`,
    'listener.name.client.scram-sha-512.sasl.jaas.config': `${login}.scram.ScramLoginModule required;`,
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.certificate.chain': pem(certificate),
    'ssl.keystore.key': pem(key),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.certificates': pem(certificate),
  };
}
