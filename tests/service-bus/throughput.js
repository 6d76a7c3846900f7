// How fast the official client publishes: node throughput.js CONNECTION-STRING QUEUE EVENTS BATCH SENDERS
// BATCH events go into one transfer (0: as many as fit); so many SENDERS work at once on one connection. Prints { seconds, cpuMicroseconds }.
const { ServiceBusClient } = require('@azure/service-bus');

const [connection, queue] = process.argv.slice(2, 4);
const [total, batchSize, senders] = process.argv.slice(4).map(Number);
const warmUp = 500;
const event = (run) => (i) => ({
  messageId: `${run}-${i}`, contentType: 'application/json',
  body: { id: `${run}-${i}`, type: 'view', userId: `u${i % 2000}`, itemId: `i${(i * 7) % 5000}`, time: '2026-11-01T10:00:00Z', dwellSeconds: 1 + (i % 89) },
});

async function publish(client, events) {
  let next = 0;
  await Promise.all(Array.from({ length: senders }, async () => {
    const sender = client.createSender(queue);
    while (next < events.length) {
      if (batchSize === 1) {
        await sender.sendMessages(events[next++]);
      } else if (batchSize > 1) {
        const from = next;
        next += batchSize;
        await sender.sendMessages(events.slice(from, next));
      } else {
        // Without a pause between looking and taking, so that no two senders take the same event.
        const batch = await sender.createMessageBatch();
        while (next < events.length && batch.tryAddMessage(events[next])) next++;
        if (batch.count > 0) await sender.sendMessages(batch);
      }
    }
    await sender.close();
  }));
}

(async () => {
  const client = new ServiceBusClient(connection);
  await publish(client, Array.from({ length: warmUp }, (_, i) => event('warm-up')(i)));
  const events = Array.from({ length: total }, (_, i) => event('run')(i));
  const started = process.hrtime.bigint();
  const before = process.cpuUsage();
  await publish(client, events);
  const spent = process.cpuUsage(before);
  console.log(JSON.stringify({ seconds: Number(process.hrtime.bigint() - started) / 1e9, cpuMicroseconds: spent.user + spent.system }));
  await client.close();
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
