// Publishes events in batches, whatever happens to the host: node publish.js TOTAL CONNECTION-STRING QUEUE
// Says after each batch how many events the queue has confirmed. A batch without an answer is sent again with the same message ids.
const { ServiceBusClient } = require('@azure/service-bus');

const [total, connection, queue] = [Number(process.argv[2]), process.argv[3], process.argv[4]];
const batchSize = 50;
const event = (i) => ({
  messageId: `event-${i}`,
  body: { id: `event-${i}`, type: 'view', userId: `u-${i % 97}`, itemId: `i-${i % 31}`, time: '2026-11-01T10:00:00Z', dwellSeconds: i % 60 },
});
const connect = () => new ServiceBusClient(connection, { retryOptions: { maxRetries: 0, timeoutInMs: 5000 } });
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

(async () => {
  let client = connect();
  let sender;
  let failures = 0;
  for (let sent = 0; sent < total; ) {
    const events = Array.from({ length: Math.min(batchSize, total - sent) }, (_, i) => event(sent + i));
    try {
      sender ??= client.createSender(queue);
      await sender.sendMessages(events);
      sent += events.length;
      console.log(JSON.stringify({ confirmed: sent, failures }));
    } catch {
      failures++;
      sender = undefined;
      client.close().catch(() => {});
      await pause(100);
      client = connect();
    }
  }
  process.exit(0);
})();
process.stdin.resume().on('end', () => process.exit(2));
