// Publishes an item and what somebody did with it, over AMQP: npm install && node publish.js CONNECTION-STRING [QUEUE]
//
// The connection string is the namespace's, or the local host's:
//   Endpoint=sb://127.0.0.1;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=any;UseDevelopmentEmulator=true
// An application in Azure uses its identity instead of a key:
//   new ServiceBusClient('contoso.servicebus.windows.net', new DefaultAzureCredential())
const { randomUUID } = require('node:crypto');
const { ServiceBusClient } = require('@azure/service-bus');

const [connection, queue = 'behaviour-events'] = process.argv.slice(2);

const now = new Date().toISOString();
const events = [
  { type: 'item.upserted', itemId: 'javascript-item', title: 'Repairing bicycle brakes', categories: ['bicycles'], attentionSeconds: 90 },
  { type: 'view', userId: 'javascript-user', itemId: 'javascript-item', dwellSeconds: 61.5 },
  { type: 'like', userId: 'javascript-user', itemId: 'javascript-item' },
].map((event) => ({ id: randomUUID(), time: now, ...event }));

(async () => {
  const client = new ServiceBusClient(connection);
  try {
    const sender = client.createSender(queue);
    // The message id makes a retry a duplicate, which the queue drops.
    let batch = await sender.createMessageBatch();
    for (const event of events) {
      const message = { body: event, messageId: event.id, contentType: 'application/json' };
      if (batch.tryAddMessage(message)) continue;
      await sender.sendMessages(batch);
      batch = await sender.createMessageBatch();
      if (!batch.tryAddMessage(message)) throw new Error(`Event ${event.id} is too large for the queue.`);
    }
    await sender.sendMessages(batch);
    console.log(`${events.length} events published`);
  } finally {
    await client.close();
  }
})().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
