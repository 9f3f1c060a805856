import type { Admin } from 'kafkajs';
import { answerOf } from './refusal.ts';

/** What a new topic gets. A topic that is there is left as it is: its owner may have had reasons. */
const PARTITIONS = 6;
const REPLICAS_MAX = 3;
/** A consumer that was away for a month still finds all; the feed log keeps everything anyway. */
const KEPT_MS = 30 * 24 * 60 * 60_000;
const LIMIT_MS = 15_000;

/** TOPIC_AUTHORIZATION_FAILED, CLUSTER_AUTHORIZATION_FAILED: somebody else makes the topics there. */
const MAY_NOT = new Set([29, 31]);

/** Makes the topic where it is missing, with as many replicas as there are brokers, three at most. */
export async function ensureTopic(admin: Admin, topic: string, keptMs = KEPT_MS): Promise<void> {
  const known = await admin.listTopics();
  if (known.includes(topic)) return;
  const { brokers } = await admin.describeCluster();
  const replicas = Math.min(REPLICAS_MAX, brokers.length);
  const config = {
    'cleanup.policy': 'delete',
    'retention.ms': keptMs,
    // With acks of all: what is published survives the loss of a broker.
    'min.insync.replicas': Math.max(1, replicas - 1),
    'compression.type': 'producer',
  };
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value: String(value) }));
  try {
    await admin.createTopics({
      topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: replicas, configEntries }],
      waitForLeaders: true,
      timeout: LIMIT_MS,
    });
    // Named is not ready: a leader answers for its partition only a moment later, and half a request would be stored twice.
    await admin.fetchTopicOffsets(topic);
  } catch (error) {
    // Where we may not make topics somebody else does: it is tried all the same.
    if (!MAY_NOT.has(answerOf(error)?.code ?? 0)) throw error;
  }
}
