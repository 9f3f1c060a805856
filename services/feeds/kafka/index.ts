export { type KafkaAddress, type KafkaSettings, kafkaAddressOf, shownKafka, WrongKafkaSetting } from './address.ts';
export { kafkaClient } from './client.ts';
export { type PublisherOptions, runKafkaPublisher } from './publisher.ts';
export {
  askAgain,
  type KafkaFeedState,
  type KafkaState,
  kafkaState,
  type ParkedMessage,
  parkedMessages,
  sendAgain,
  type Trouble,
} from './state.ts';
export { Fenced, migrateKafka, type PublisherTable, publisherTable } from './table.ts';
